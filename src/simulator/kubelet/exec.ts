// Starts a process beside a container's own, for `kubectl exec` (containerd's ExecSync, runc exec).
import { BrokenPipe, type ChildProcess, CommandNotFound, createPty, type Output } from '../../shell/index.ts';
import type { ExecQuery } from '../apiserver/index.ts';
import { ApiError } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import type { ContainerRecord } from './container-record.ts';
import { type ContainerRun, notFound } from './container-run.ts';

const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** Throws `ApiError` when the container does not run or has no such program. */
export function execIn(pod: Pod, record: ContainerRecord | undefined, query: ExecQuery): ChildProcess {
  const { name, namespace } = pod.metadata;
  if (!record) throw ApiError.badRequest(`container ${query.container} is not valid for pod ${name}`);
  if (!record.run) throw ApiError.internal(`unable to upgrade connection: container not found ("${record.spec.name}")`);
  try {
    return query.tty ? execOnTerminal(record.run, query) : execOnPipes(record.run, query);
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    const cause = `OCI runtime exec failed: exec failed: unable to start container process: ${notFound(query.command[0] ?? '')}`;
    throw ApiError.internal(
      `error executing command in container: failed to exec in container: failed to start exec in ${namespace}/${name}: ${cause}`,
    );
  }
}

function execOnPipes({ machine, env, cwd }: ContainerRun, { command, stdin, stdout, stderr }: ExecQuery): ChildProcess {
  return machine.start(command, { env, cwd, ...(stdin ? { stdin } : {}), ...(stdout ? { stdout } : {}), ...(stderr ? { stderr } : {}) });
}

function execOnTerminal({ machine, env, cwd }: ContainerRun, query: ExecQuery): ChildProcess {
  const pty = createPty(query.size ?? DEFAULT_SIZE);
  const child = machine.start(query.command, {
    env: { TERM: 'xterm', ...env },
    cwd,
    stdin: pty.stdin,
    stdout: pty.stdout,
    stderr: pty.stdout,
    tty: pty.tty,
  });
  const stopSignals = pty.tty.foreground((signal) => child.kill(signal));
  const stopResizing = query.onResize?.((size) => pty.end.resize(size));
  const typing = new AbortController();
  const typed = typeInto(pty, query, typing.signal);
  const shown = show(pty, query.stdout);
  const exited = child.exited.then(async (code) => {
    stopSignals();
    stopResizing?.();
    typing.abort();
    pty.stdout.close();
    await Promise.all([typed, shown]);
    pty.end.close();
    return code;
  });
  return { pid: child.pid, exited, kill: (signal) => child.kill(signal) };
}

type Pty = ReturnType<typeof createPty>;

async function typeInto({ end }: Pty, { stdin }: ExecQuery, signal: AbortSignal): Promise<void> {
  try {
    for (let bytes = await stdin?.read(signal); bytes; bytes = await stdin?.read(signal)) end.write(bytes);
  } catch (error) {
    if (!signal.aborted) throw error;
    return;
  }
  // The other side has hung up.
  if (stdin && !signal.aborted) end.close();
}

/** Ends when the terminal does; a screen that is gone hangs the terminal up. */
async function show({ end }: Pty, stdout: Output | undefined): Promise<void> {
  try {
    for (let bytes = await end.read(); bytes; bytes = await end.read()) await stdout?.write(bytes);
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
    end.close();
  }
}
