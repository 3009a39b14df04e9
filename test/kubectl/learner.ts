// A learner at a machine beside a simulated cluster, who types kubectl commands. On virtual time.
import { VirtualClock } from '../../src/clock.ts';
import { type Connection, createKubectl } from '../../src/kubectl/index.ts';
import {
  coreutils,
  createCollector,
  createMachine,
  createMemoryFileSystem,
  createShell,
  inputOf,
  type Machine,
} from '../../src/shell/index.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';

export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export interface Learner {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly machine: Machine;
  /** Runs one shell line to its end. */
  type(line: string, stdin?: string): Promise<Answer>;
  /** Starts a line and lets it run; `stop` presses Ctrl-C. */
  start(line: string): { readonly out: () => string; stop(): Promise<number> };
  bugs(): readonly unknown[];
}

export const START_MS = Date.parse('2026-11-20T10:00:00Z');

export async function createLearner(nodes: 1 | 3 = 1): Promise<Learner> {
  const clock = new VirtualClock(START_MS);
  const bugs: unknown[] = [];
  const simulator = createSimulator({ clock, seed: 7, nodes, onBug: (error) => bugs.push(error) });
  const machine = machineOver(simulator.connect({ name: 'learner', groups: ['system:masters'] }), simulator, clock, bugs);
  const options = { env: { HOME: '/root', PATH: '/bin' }, cwd: '/root' };
  await clock.advance(30_000);
  return {
    simulator,
    clock,
    machine,
    bugs: () => bugs,
    async type(line, stdin) {
      const [stdout, stderr] = [createCollector(), createCollector()];
      const child = machine.start(['bash', '-c', line], {
        ...options,
        stdout,
        stderr,
        ...(stdin === undefined ? {} : { stdin: inputOf(stdin) }),
      });
      const code = await clock.drive(child.exited);
      return { out: stdout.text(), err: stderr.text(), code };
    },
    start(line) {
      const stdout = createCollector();
      const child = machine.start(['bash', '-c', `exec ${line}`], { ...options, stdout, stderr: stdout });
      return {
        out: () => stdout.text(),
        stop() {
          for (const { pid } of machine.processes()) machine.kill(pid, 'SIGINT');
          return clock.drive(child.exited);
        },
      };
    },
  };
}

function machineOver(connection: Connection, simulator: Simulator, clock: VirtualClock, bugs: unknown[]): Machine {
  return createMachine({
    programs: new Map([...coreutils, ['bash', createShell({ flavour: 'bash' })], ['kubectl', createKubectl(connection)]]),
    files: createMemoryFileSystem(clock, { '/root/.keep': '' }),
    net: simulator.workstation,
    clock,
    hostname: 'workstation',
    user: { name: 'root', uid: 0 },
    onBug: (error) => bugs.push(error),
  });
}
