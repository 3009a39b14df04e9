// pods/exec and pods/attach over v5.channel.k8s.io: every message begins with the number of its stream (apimachinery pkg/util/remotecommand).
import { createPipe } from '../../../shell/pipe.ts';
import type { ChildProcess, Output, TerminalSize } from '../../../shell/program.ts';
import type { Pod } from '../../objects.ts';
import type { AttachQuery, NodeConnection } from '../node-connection.ts';
import { pods } from '../resources/index.ts';
import { ApiError, type Status } from '../status.ts';
import { createChannelPair, type UpgradedChannel } from './channel.ts';
import { type Context, isTrue } from './context.ts';
import { connectionTo, containerOf } from './node-of-pod.ts';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STREAM = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function framed(stream: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(bytes.length + 1);
  message[0] = stream;
  message.set(bytes, 1);
  return message;
}

/** Starts a process in a container. The channel closes when it has ended, after a Status on the error stream. Throws `ApiError`. */
export function execInPod(context: Context, protocols: readonly string[]): UpgradedChannel {
  const command = context.query.getAll('command');
  if (command.length === 0) throw ApiError.badRequest('you must specify at least 1 command for the container');
  return serveStreams(context, protocols, 'exec', exitStatus, (connection, pod, query) => connection.exec(pod, { ...query, command }));
}

/** Connects to the process that a container already runs; the channel closes when that has ended. Throws `ApiError`. */
export function attachToPod(context: Context, protocols: readonly string[]): UpgradedChannel {
  return serveStreams(
    context,
    protocols,
    'attach',
    () => SUCCESS,
    (connection, pod, query) => {
      if (connection.attach) return connection.attach(pod, query);
      throw ApiError.internal('attaching to a container is not supported by this node');
    },
  );
}

type Start = (connection: NodeConnection, pod: Pod, query: AttachQuery) => ChildProcess;
type StreamStatus = Pick<Status, 'metadata' | 'status'> & Partial<Status>;

function serveStreams(
  context: Context,
  protocols: readonly string[],
  path: string,
  statusOf: (exitCode: number) => StreamStatus,
  start: Start,
): UpgradedChannel {
  const { query } = context;
  const protocol = chooseProtocol(protocols);
  const { pod, container, connection } = locate(context, path);
  const wants = (stream: string) => isTrue(query.get(stream));
  if (!wants('stdin') && !wants('stdout') && !wants('stderr')) {
    throw ApiError.badRequest('you must specify at least one of stdin, stdout, stderr');
  }
  const [client, server] = createChannelPair(protocol);
  const stdin = createPipe();
  const resizes = new Set<(size: TerminalSize) => void>();
  const output = (stream: number): Output => ({
    write: async (chunk) => server.send(framed(stream, typeof chunk === 'string' ? encoder.encode(chunk) : chunk)),
    close: () => undefined,
  });
  const end = (status: StreamStatus) => {
    stdin.input.close();
    server.send(framed(STREAM.error, encoder.encode(JSON.stringify(status))));
    server.close();
  };
  const tty = wants('tty');
  let child: ChildProcess;
  try {
    child = start(connection, pod, {
      container,
      tty,
      ...(wants('stdin') && { stdin: stdin.input }),
      ...(wants('stdout') && { stdout: output(STREAM.stdout) }),
      ...(wants('stderr') && !tty && { stderr: output(STREAM.stderr) }),
      onResize(listener) {
        resizes.add(listener);
        return () => resizes.delete(listener);
      },
    });
  } catch (error) {
    // What goes wrong behind the kubelet is told on the stream: the connection is upgraded by then.
    if (!(error instanceof ApiError) || error.code !== 500) throw error;
    end(error.status);
    return client;
  }
  void serve(server, child, stdin.output, (size) => {
    for (const listener of [...resizes]) listener(size);
  });
  void child.exited.then((code) => end(statusOf(code)));
  return client;
}

/** Throws BadRequest when the client offers nothing that this server speaks. */
function chooseProtocol(offered: readonly string[]): string {
  const protocol = PROTOCOLS.find((one) => offered.includes(one));
  if (protocol) return protocol;
  throw ApiError.badRequest(`unable to upgrade: client requested protocols ${offered.join(', ')}, server supports ${PROTOCOLS.join(', ')}`);
}

function locate(context: Context, path: string): { pod: Pod; container: string; connection: NodeConnection } {
  const { verbs, namespace, name, query } = context;
  const pod = verbs.get(pods, namespace, name);
  const container = containerOf(pod, query.get('container'));
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') {
    throw ApiError.badRequest(`cannot ${path} into a container in a completed pod; current phase is ${pod.status.phase}`);
  }
  if (!pod.spec.nodeName) throw ApiError.badRequest(`pod ${name} does not have a host assigned`);
  return { pod, container, connection: connectionTo(context, pod, path) };
}

/** Hands on what the client sends, until it closes; then the process is hung up. */
async function serve(server: UpgradedChannel, child: ChildProcess, stdin: Output, resize: (size: TerminalSize) => void): Promise<void> {
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  for (;;) {
    const message = await server.receive();
    if (!message) break;
    const bytes = message.subarray(1);
    if (message[0] === STREAM.stdin && bytes.length > 0) void stdin.write(bytes.slice()).catch(ignoreEnded);
    else if (message[0] === STREAM.close && bytes[0] === STREAM.stdin) stdin.close();
    else if (message[0] === STREAM.resize) resize(readSize(bytes));
  }
  stdin.close();
  if (!ended) child.kill('SIGHUP');
}

/** The process has stopped reading: its exit code tells the client. */
function ignoreEnded(error: unknown): void {
  if ((error as Error).name !== 'BrokenPipe') throw error;
}

function readSize(bytes: Uint8Array): TerminalSize {
  const { Width = 80, Height = 24 } = JSON.parse(decoder.decode(bytes)) as { Width?: number; Height?: number };
  return { columns: Width, rows: Height };
}

const SUCCESS: StreamStatus = { metadata: {}, status: 'Success' };

function exitStatus(code: number): StreamStatus {
  if (code === 0) return SUCCESS;
  const message = `command terminated with non-zero exit code: exit status ${code}`;
  return {
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
