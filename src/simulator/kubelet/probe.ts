// One probe of a container (pkg/probe/{http,tcp,exec}): success, or what stands in the Unhealthy event.
import type { Clock } from '../../clock.ts';
import { CommandNotFound, createCollector, NetworkError, type NetworkNamespace } from '../../shell/index.ts';
import type { Container, Probe } from '../objects.ts';
import { type ContainerRun, notFound } from './container-run.ts';
import { getStatus, ProbeError } from './http-probe.ts';

export interface ProbeOutcome {
  readonly ok: boolean;
  readonly output: string;
}

export interface ProbeTarget {
  readonly clock: Clock;
  /** The node's namespace: where a kubelet's connections begin. */
  readonly host: NetworkNamespace;
  readonly podAddress: string;
  readonly container: Container;
  readonly run: ContainerRun;
}

/** Never rejects for what a container does; ends within the probe's timeout. */
export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeOutcome> {
  if (probe.exec) return runExec(probe, probe.exec.command ?? [], target);
  if (probe.httpGet) return runHttp(probe, probe.httpGet, target);
  if (probe.tcpSocket) return runTcp(probe, probe.tcpSocket, target);
  if (probe.grpc) return { ok: false, output: 'this simulator has no gRPC probes' };
  return { ok: false, output: 'missing probe handler' };
}

async function runHttp(probe: Probe, get: NonNullable<Probe['httpGet']>, target: ProbeTarget): Promise<ProbeOutcome> {
  const port = findPort(get.port, target.container);
  if (port === undefined) return { ok: false, output: `couldn't find port: ${get.port}` };
  const scheme = (get.scheme ?? 'HTTP').toLowerCase();
  const address = get.host || target.podAddress;
  const path = get.path?.startsWith('/') ? get.path : `/${get.path ?? ''}`;
  const url = `${scheme}://${address}:${port}${path}`;
  try {
    const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
    const options = { address, port, path, headers, tls: scheme === 'https', timeoutMs: probe.timeoutSeconds * 1000 };
    const status = await getStatus(target, options);
    return status >= 200 && status < 400 ? { ok: true, output: '' } : { ok: false, output: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    return { ok: false, output: `Get "${url}": ${describe(error, address, port, TIMED_OUT_HTTP)}` };
  }
}

async function runTcp(probe: Probe, socket: NonNullable<Probe['tcpSocket']>, target: ProbeTarget): Promise<ProbeOutcome> {
  const port = findPort(socket.port, target.container);
  if (port === undefined) return { ok: false, output: `couldn't find port: ${socket.port}` };
  const address = socket.host || target.podAddress;
  try {
    const connection = await target.host.connect(address, port, { timeoutMs: probe.timeoutSeconds * 1000 });
    connection.end();
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: describe(error, address, port, `dial tcp ${address}:${port}: i/o timeout`) };
  }
}

async function runExec(probe: Probe, command: readonly string[], { clock, run }: ProbeTarget): Promise<ProbeOutcome> {
  const output = createCollector(MOST_OUTPUT_BYTES);
  const timeoutMs = probe.timeoutSeconds * 1000;
  let timedOut = false;
  let cancel = () => {};
  try {
    const child = run.machine.start(command, { env: run.env, cwd: run.cwd, stdout: output, stderr: output });
    cancel = clock.after(timeoutMs, () => {
      timedOut = true;
      child.kill('SIGKILL');
    });
    const code = await child.exited;
    if (timedOut)
      return { ok: false, output: `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${probe.timeoutSeconds}s` };
    return { ok: code === 0, output: output.text() };
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    const cause = `failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${notFound(command[0] ?? '')}`;
    return { ok: false, output: `rpc error: code = Unknown desc = ${cause}: unknown` };
  } finally {
    cancel();
  }
}

/** pkg/probe/exec reads so much of a command's output. */
const MOST_OUTPUT_BYTES = 10 * 1024;
const TIMED_OUT_HTTP = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

/** A port by its name is one of the container's own. */
function findPort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : undefined);
}

const ERRNO: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ECONNRESET: 'connect: connection reset by peer',
};

/** As Go's net package words it. Anything that is not a network's error is a bug and goes on. */
function describe(error: unknown, address: string, port: number, timedOut: string): string {
  if (!(error instanceof NetworkError)) {
    if (error instanceof ProbeError) return error.message;
    throw error;
  }
  if (error.code === 'ETIMEDOUT') return timedOut;
  return `dial tcp ${address}:${port}: ${ERRNO[error.code] ?? error.message}`;
}
