// The shell and the text tools that images have: the one place where images meet the shell.
import { coreutils, createShell, type HostResolver, type Program, type Programs } from '../../shell/index.ts';
import { busyboxTools, getent } from './tools/index.ts';
import { resolveHost as resolve } from './tools/resolve.ts';

type ProgramSet = Iterable<readonly [string, Program]>;

const resolveHost: HostResolver = async (process, host) => (await resolve(process, host))[0];

const ash = createShell({ flavour: 'ash', resolveHost });
const fullBash = createShell({ flavour: 'bash', resolveHost });

/** Bash beside whatever `sh` is. */
export const bash: Programs = new Map([['bash', fullBash]]);

/** Later programs take the place of earlier ones of the same name. */
function combine(...sets: readonly ProgramSet[]): Programs {
  return new Map(sets.flatMap((set) => [...set]));
}

const ashShell: ProgramSet = [
  ['sh', ash],
  ['ash', ash],
];

/** Alpine: BusyBox with musl. */
export function alpineUserland(...extra: readonly ProgramSet[]): Programs {
  return combine(coreutils, ashShell, busyboxTools('musl'), [['getent', getent]], ...extra);
}

/** The busybox image: BusyBox with glibc. */
export function busyboxUserland(...extra: readonly ProgramSet[]): Programs {
  return combine(coreutils, ashShell, busyboxTools('glibc'), ...extra);
}

/** A distribution with bash and GNU tools. */
export function bashUserland(...extra: readonly ProgramSet[]): Programs {
  return combine(coreutils, bash, [['sh', ash]], ...extra);
}
