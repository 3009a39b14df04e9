// vi: a screen editor, as far as one edits a manifest with it.
import { createKeyDecoder } from '../../editor/index.ts';
import { FileError } from '../../files.ts';
import { resolvePath } from '../../paths.ts';
import type { Process, Program, Tty } from '../../program.ts';
import { Editor } from './editor.ts';
import { drawEditor } from './screen.ts';

const ESCAPE = 27;

async function edit(process: Process, tty: Tty, editor: Editor): Promise<number> {
  const decode = createKeyDecoder();
  let top = 0;
  const draw = async () => {
    editor.height = Math.max(1, tty.size.rows - 1);
    const drawn = drawEditor(editor, tty.size, top);
    top = drawn.top;
    await process.stdout.write(drawn.output);
  };
  const release = tty.raw();
  const stopWatching = tty.onResize(() => void draw().catch(() => undefined));
  await process.stdout.write('\x1b[?1049h\x1b[?2004h');
  try {
    while (!editor.ended) {
      await draw();
      const bytes = await (tty.keys ?? process.stdin).read(process.signal);
      if (!bytes) return 1;
      // Nothing comes behind it: the key itself, not the beginning of a sequence.
      const alone = bytes.at(-1) === ESCAPE;
      for (const key of decode(alone ? bytes.subarray(0, -1) : bytes)) {
        const [, meta] = /^M-(.+)$/s.exec(key.name) ?? [];
        if (meta !== undefined) editor.press('escape', undefined);
        editor.press(meta ?? key.name, meta === undefined ? key.text : meta.length === 1 ? meta : undefined);
        if (editor.ended) break;
      }
      if (alone) editor.press('escape', undefined);
    }
    return editor.exitCode;
  } finally {
    stopWatching();
    release();
    await process.stdout.write('\x1b[?2004l\x1b[?1049l').catch(() => undefined);
  }
}

const vi: Program = async (process) => {
  const { files, cwd, args, name } = process;
  const at = (path: string) => resolvePath(cwd, path);
  const [path = ''] = args.filter((arg) => !/^[-+]/.test(arg));
  const tty = process.stdin.terminal && process.stdout.terminal ? process.stdout.terminal : undefined;
  if (!tty) {
    await process.stderr.write(`${name}: standard input and output have to be a terminal\n`);
    return 1;
  }
  if (path && files.status(at(path))?.kind === 'directory') {
    await process.stderr.write(`${name}: "${path}" is a directory\n`);
    return 1;
  }
  const read = (file: string) => {
    try {
      return files.readText(at(file));
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  };
  return edit(process, tty, new Editor({ path, read, write: (file, content) => files.write(at(file), content) }));
};

/** Under the names that kubectl edit and people ask for. */
export const viTools: Readonly<Record<string, Program>> = { vi, vim: vi };
