// The learner's machine: a host beside the cluster with a shell, kubectl and the tools of the trade.
import type { Clock } from '../../clock.ts';
import { type Connection, createKubectl, createKubectlCompleter } from '../../kubectl/index.ts';
import {
  coreutils,
  createCollector,
  createMachine,
  createMemoryFileSystem,
  createPty,
  createShell,
  type KeptShell,
  type Machine,
  type MemoryFileSystem,
  type NetworkNamespace,
  type ShellParts,
} from '../../shell/index.ts';
import { networkTools, type Parts } from '../../simulator/index.ts';
import type { TerminalEnd, TerminalSize } from '../../terminal/index.ts';

export interface WorkstationParts {
  readonly connection: Connection;
  readonly net: NetworkNamespace;
  readonly clock: Clock;
  /** Where kubectl starts. */
  readonly namespace: string;
  /** What appears under /lab, by relative path. */
  readonly labFiles: Readonly<Record<string, string>>;
  /** Where its files and shells are kept beyond this process. */
  readonly parts: Parts;
  readonly onBug: (error: unknown) => void;
}

export interface Workstation {
  readonly machine: Machine;
  /** The same id is the same shell. A shell that has ended is started anew. */
  terminal(id: string, size: TerminalSize): TerminalEnd;
  /** Runs a script as this machine's user; resolves with what it printed. */
  run(script: string): Promise<{ readonly exitCode: number; readonly output: string }>;
  shutDown(): Promise<void>;
}

const home = '/home/learner';
const FILES = 'workstation/files';
const SHELLS = 'shell/';

const environment = {
  HOME: home,
  USER: 'learner',
  SHELL: '/bin/bash',
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  AGNHOST: 'registry.k8s.io/e2e-test-images/agnhost:2.56',
  TOOLBOX: 'podkova/toolbox:1',
} as const;

export function createWorkstation(parts: WorkstationParts): Workstation {
  const { connection, net, clock, parts: keeping } = parts;
  const shellParts: ShellParts = {
    flavour: 'bash',
    completers: new Map([
      ['kubectl', createKubectlCompleter(connection)],
      ['k', createKubectlCompleter(connection)],
    ]),
  };
  const shell = createShell(shellParts);
  const kubectl = createKubectl(connection);
  const beginning = {
    '/etc/hostname': 'podkova\n',
    '/etc/hosts': '127.0.0.1\tlocalhost\n',
    '/etc/resolv.conf': 'nameserver 172.18.0.1\n',
    '/etc/passwd': `root:x:0:0:root:/root:/bin/bash\nlearner:x:1000:1000::${home}:/bin/bash\n`,
    [`${home}/.kube/config`]: kubeconfig(parts.namespace),
    ...Object.fromEntries(Object.entries(parts.labFiles).map(([path, text]) => [`/lab/${path}`, text])),
  };
  const files: MemoryFileSystem = createMemoryFileSystem(clock, beginning, {
    changes: keeping.find(FILES),
    onChange: () => keeping.changed(FILES, () => files.changes()),
  });
  const machine = createMachine({
    programs: new Map([...coreutils, ...networkTools, ['bash', shell], ['sh', shell], ['kubectl', kubectl], ['k', kubectl]]),
    files,
    net,
    clock,
    hostname: 'podkova',
    user: { name: 'learner', uid: 1000 },
    onBug: parts.onBug,
  });
  const terminals = new Map<string, TerminalEnd>();
  /** Shells that ran when the host went, until their screens come back. */
  const kept = new Map<string, KeptShell>();
  for (const part of keeping.names(SHELLS)) {
    const found = keeping.find<KeptShell>(part);
    if (found) kept.set(part.slice(SHELLS.length), found);
  }

  return {
    machine,
    terminal(id, size) {
      const open = terminals.get(id);
      if (open) {
        open.resize(size);
        return open;
      }
      const pty = createPty(size);
      const part = SHELLS + id;
      const known = kept.get(id);
      kept.delete(id);
      const program = createShell({ ...shellParts, known, onChange: (read) => keeping.changed(part, read) });
      const child = machine.run(program, ['bash'], {
        env: environment,
        cwd: known?.cwd ?? home,
        stdin: pty.stdin,
        stdout: pty.stdout,
        stderr: pty.stdout,
        tty: pty.tty,
      });
      terminals.set(id, pty.end);
      void child.exited.then(() => {
        terminals.delete(id);
        keeping.gone(part);
        pty.stdout.close();
      });
      return pty.end;
    },
    async run(script) {
      const output = createCollector();
      const child = machine.start(['bash', '-c', script], { env: environment, cwd: home, stdout: output, stderr: output });
      return { exitCode: await child.exited, output: output.text() };
    },
    async shutDown() {
      for (const end of terminals.values()) end.close();
      await machine.shutDown();
    },
  };
}

function kubeconfig(namespace: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: https://kubernetes.default.svc
  name: podkova
contexts:
- context:
    cluster: podkova
    namespace: ${namespace}
    user: learner
  name: podkova
current-context: podkova
kind: Config
users:
- name: learner
  user: {}
`;
}
