// A machine to run the shell on, for these tests: virtual time, files in memory, no network.
import { VirtualClock } from '../../src/clock.ts';
import * as sh from '../../src/shell/index.ts';

const unplugged: sh.NetworkNamespace = {
  connect: async () => {
    throw new sh.NetworkError('ENETUNREACH');
  },
  listen: () => {
    throw new sh.NetworkError('EADDRNOTAVAIL');
  },
  udp: () => {
    throw new sh.NetworkError('EADDRNOTAVAIL');
  },
  ping: async () => ({ kind: 'timed-out' }),
  interfaces: () => [],
  routes: () => [],
  sockets: () => [],
};

export interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, sh.Program>>;
  readonly completers?: ReadonlyMap<string, sh.Completer>;
}

export function createWorld(options: WorldOptions = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 3, 30));
  const files = sh.createMemoryFileSystem(clock, { '/home/learner/': '', ...options.files });
  const bugs: unknown[] = [];
  const completers = options.completers ? { completers: options.completers } : {};
  const programs = new Map<string, sh.Program>([
    ...sh.coreutils,
    ['bash', sh.createShell({ flavour: 'bash', ...completers })],
    ['sh', sh.createShell({ flavour: 'ash' })],
    ...Object.entries(options.programs ?? {}),
  ]);
  const machine = sh.createMachine({
    programs,
    files,
    net: unplugged,
    clock,
    hostname: 'podkova',
    user: { name: 'learner', uid: 1000 },
    onBug: (error) => bugs.push(error),
  });
  const env = { HOME: '/home/learner', PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'xterm-256color', USER: 'learner' };

  /** Runs a script to its end. */
  async function run(script: string, given: { readonly stdin?: string; readonly shell?: string } = {}) {
    const stdout = sh.createCollector();
    const stderr = sh.createCollector();
    const stdin = sh.inputOf(given.stdin ?? '');
    const child = machine.start([given.shell ?? 'bash', '-c', script], { env, cwd: '/home/learner', stdin, stdout, stderr });
    const code = await clock.drive(child.exited);
    if (bugs.length > 0) throw bugs[0];
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  }

  return { clock, files, machine, env, run, bugs };
}
