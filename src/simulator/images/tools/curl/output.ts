// Where the body of a transfer goes: the standard output, or a file.
import { FileError, nameOf, type Process, resolvePath } from '../../../../shell/index.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';
import type { CurlUrl } from './url.ts';

export interface Sink {
  /** Empty for the standard output. */
  readonly fileName: string;
  write(chunk: Uint8Array | string): Promise<void>;
}

/** The sink for the URL at place `index` of the command line. Throws `CurlError` 23. */
export function openSink(process: Process, options: CurlOptions, url: CurlUrl, index: number): Sink {
  const wanted = options.outputs[index];
  if (!wanted || (wanted.kind === 'file' && wanted.path === '-')) {
    return { fileName: '', write: (chunk) => process.stdout.write(chunk) };
  }
  const fileName = wanted.kind === 'file' ? wanted.path : nameOf(url.target.split('?')[0] as string);
  if (fileName === '') throw new CurlError(23, 'Remote filename has no length');
  const path = resolvePath(process.cwd, fileName);
  if (path === '/dev/null') return { fileName, write: async () => undefined };
  let opened = false;
  return {
    fileName,
    async write(chunk) {
      try {
        process.files.write(path, chunk, { append: opened });
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        throw new CurlError(23, `Failure writing output to destination, passed ${chunk.length} returned 0`);
      }
      opened = true;
    },
  };
}
