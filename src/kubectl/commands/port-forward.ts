// kubectl port-forward: local ports whose connections lead into a pod (kubectl/pkg/cmd/portforward, client-go/tools/portforward).
import { type Connection, type Listener, NetworkError } from '../../shell/network-namespace.ts';
import type { Command, Invocation } from '../command.ts';
import type { Channel } from '../connection.ts';
import { ApiError, failure, usageFailure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { findObject, podsPath } from '../pods.ts';
import { onePod } from './exec.ts';

interface ForwardedPort {
  readonly local: number;
  readonly remote: number;
}

export const portForward: Command = {
  name: 'port-forward',
  summary: 'Forward local ports to a pod',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: [
    { name: 'address', type: 'array', help: 'addresses to listen on, separated by commas (localhost unless told otherwise)' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s' },
  ],
  async run(invocation) {
    const { args, path } = invocation;
    const [word, ...words] = args;
    if (word === undefined || words.length === 0) throw usageFailure('TYPE/NAME and list of ports are required for port-forward', path);
    const object = await findObject(invocation, word);
    const pod = await onePod(invocation, word);
    const phase = pod.status?.phase;
    if (phase !== 'Running') throw failure(`unable to forward port because pod is not running. Current status=${phase}`);
    const ports = words.map((each) => (object.kind === 'Service' ? servicePort(object, pod, each) : podPort(pod, each)));
    return forward(invocation, pod, ports);
  },
};

function split(word: string): readonly [string, string] {
  const parts = word.split(':');
  if (parts.length > 2 || parts.at(-1) === '') throw failure(`invalid port format '${word}'`);
  const [first = '', second] = parts;
  return [first, second ?? first];
}

function numberOf(word: string, side: 'local' | 'remote'): number {
  const port = Number(word || '0');
  if (!/^\d*$/.test(word) || port > 65_535)
    throw failure(`error parsing ${side} port '${word}': strconv.ParseUint: parsing ${JSON.stringify(word)}: invalid syntax`);
  if (side === 'remote' && port === 0) throw failure('remote port must be > 0');
  return port;
}

const containerPorts = ({ spec }: KubeObject): Fields[] =>
  ((spec?.containers ?? []) as Fields[]).flatMap(({ ports = [] }) => ports as Fields[]);

function podPort(pod: KubeObject, word: string): ForwardedPort {
  const [local, remote] = split(word);
  if (/^\d+$/.test(remote)) return { local: numberOf(local, 'local'), remote: numberOf(remote, 'remote') };
  const port = containerPorts(pod).find(({ name }) => name === remote)?.containerPort as number | undefined;
  if (port === undefined) throw failure(`Pod '${pod.metadata.name}' does not have a named port '${remote}'`);
  return { local: local === remote ? port : numberOf(local, 'local'), remote: port };
}

function servicePort(service: KubeObject, pod: KubeObject, word: string): ForwardedPort {
  const [local, wanted] = split(word);
  const numeric = /^\d+$/.test(wanted);
  const ports = (service.spec?.ports ?? []) as Fields[];
  const found = ports.find(({ name, port }) => (numeric ? port === Number(wanted) : name === wanted));
  if (!found)
    throw failure(
      numeric
        ? `Service ${service.metadata.name} does not have a service port ${wanted}`
        : `Service '${service.metadata.name}' does not have a named port '${wanted}'`,
    );
  const target = found.targetPort ?? found.port;
  const remote = typeof target === 'number' ? target : containerPorts(pod).find(({ name }) => name === target)?.containerPort;
  if (remote === undefined) throw failure(`Pod '${pod.metadata.name}' does not have a named port '${target}'`);
  return { local: local === wanted ? Number(found.port) : numberOf(local, 'local'), remote };
}

async function forward(invocation: Invocation, pod: KubeObject, ports: readonly ForwardedPort[]): Promise<number> {
  const { process, flags, out, err } = invocation;
  const wanted = flags.has('address') ? flags.list('address').flatMap((each) => each.split(',')) : ['localhost'];
  const addresses = wanted.map((each) => (each === 'localhost' ? '127.0.0.1' : each));
  const lost = new AbortController();
  const listeners: Listener[] = [];
  const serving: Promise<void>[] = [];
  try {
    for (const port of ports) {
      for (const address of addresses) {
        const listener = await listen(invocation, port, address);
        if (!listener) continue;
        listeners.push(listener);
        await out(`Forwarding from ${address}:${listener.local.port} -> ${port.remote}\n`);
        serving.push(accept(invocation, pod, { local: listener.local.port, remote: port.remote }, listener, lost));
      }
    }
    if (listeners.length === 0)
      throw failure(
        `unable to listen on any of the requested ports: [${ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`,
      );
    await Promise.race(serving);
    process.signal.throwIfAborted();
    await err('error: lost connection to pod\n');
    return 1;
  } finally {
    lost.abort();
    for (const listener of listeners) listener.close();
  }
}

async function listen({ process, err }: Invocation, { local }: ForwardedPort, address: string): Promise<Listener | undefined> {
  try {
    return process.net.listen(local, { address, owner: { name: 'kubectl', pid: process.pid } });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why =
      { EADDRINUSE: 'address already in use', EACCES: 'permission denied' }[String(error.code)] ?? 'cannot assign requested address';
    const cause = `unable to create listener: Error listen tcp4 ${address}:${local}: bind: ${why}`;
    await err(`Unable to listen on port ${local}: Listeners failed to create with the following errors: [${cause}]\n`);
    return undefined;
  }
}

/** Until the pod cannot be reached any more. */
async function accept(
  invocation: Invocation,
  pod: KubeObject,
  port: ForwardedPort,
  listener: Listener,
  lost: AbortController,
): Promise<void> {
  const signal = AbortSignal.any([invocation.process.signal, lost.signal]);
  while (!signal.aborted) {
    let connection: Connection;
    try {
      connection = await listener.accept(signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    await invocation.out(`Handling connection for ${port.local}\n`);
    carry(invocation, pod, port, connection, signal).catch(async (error: unknown) => {
      connection.reset();
      if (signal.aborted) return;
      const said = JSON.stringify(`an error occurred forwarding ${port.local} -> ${port.remote}: ${(error as Error).message}`);
      await invocation.err(`${klogHead(invocation)} portforward.go:424] "Unhandled Error" err=${said}\n`);
      lost.abort();
    });
  }
}

/** Bytes both ways, until the pod has closed. Rejects when the pod refuses. */
async function carry(
  { client, process }: Invocation,
  pod: KubeObject,
  { remote }: ForwardedPort,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  const path = `${podsPath(pod.metadata.namespace ?? 'default')}/${pod.metadata.name}/portforward`;
  const channel = await client.upgrade(path, { ports: String(remote) }, ['v4.channel.k8s.io']);
  const done = new AbortController();
  const sending = send(connection, channel, AbortSignal.any([signal, done.signal]));
  const begun = new Set<number>();
  try {
    for (let message = await channel.receive(signal); message; message = await channel.receive(signal)) {
      const [number = 0] = message;
      const bytes = message.slice(1);
      // The first message of each channel is the port.
      if (!begun.has(number)) begun.add(number);
      else if (number === 1) throw new Error(new TextDecoder().decode(bytes));
      else await connection.write(bytes);
    }
    connection.end();
  } catch (error) {
    if (!(error instanceof NetworkError) && !(error instanceof ApiError && process.signal.aborted)) throw error;
  } finally {
    done.abort();
    channel.close();
    await sending;
  }
}

async function send(connection: Connection, channel: Channel, signal: AbortSignal): Promise<void> {
  try {
    for (let bytes = await connection.read(signal); bytes; bytes = await connection.read(signal)) {
      const message = new Uint8Array(bytes.length + 1);
      message.set(bytes, 1);
      channel.send(message);
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof NetworkError)) throw error;
  }
}

/** `E1121 05:03:52.000000   12345` */
function klogHead({ process }: Invocation): string {
  const at = new Date(process.clock.now()).toISOString();
  return `E${at.slice(5, 7)}${at.slice(8, 10)} ${at.slice(11, 23)}000 ${String(process.pid).padStart(7)}`;
}
