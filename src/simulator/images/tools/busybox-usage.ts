// How BusyBox answers a command line that it does not understand.
import type { Process } from '../../../shell/index.ts';
import type { Libc } from './libc.ts';
import type { OptionError } from './options.ts';

const banner: Readonly<Record<Libc, string>> = {
  musl: 'BusyBox v1.37.0 (2025-01-17 18:12:01 UTC) multi-call binary.',
  glibc: 'BusyBox v1.36.1 (2023-05-18 22:34:17 UTC) multi-call binary.',
};

/** Prints the fault and the usage; the exit code is BusyBox's. */
export async function busyboxUsage(process: Process, libc: Libc, name: string, usage: string, error?: OptionError): Promise<number> {
  if (error) await process.stderr.write(`${name}: ${fault(libc, error)}\n`);
  await process.stderr.write(`${banner[libc]}\n\n${usage}\n`);
  return 1;
}

/** The words of the C library's getopt_long. */
export function fault(libc: Libc, { kind, option }: OptionError): string {
  const isLong = option.startsWith('--');
  const bare = option.replace(/^-+/, '');
  if (kind === 'missing-value') {
    if (libc === 'musl') return `option requires an argument: ${bare}`;
    return isLong ? `option '${option}' requires an argument` : `option requires an argument -- '${bare}'`;
  }
  if (kind === 'extra-value')
    return libc === 'musl' ? `option does not take an argument: ${bare}` : `option '${option}' doesn't allow an argument`;
  if (libc === 'musl') return `unrecognized option: ${bare}`;
  return isLong ? `unrecognized option '${option}'` : `invalid option -- '${bare}'`;
}
