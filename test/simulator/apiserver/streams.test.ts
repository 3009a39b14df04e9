// Logs and exec, with a node that does as it is told.
import { describe, expect, it } from 'vitest';
import { ApiError, pods } from '../../../src/simulator/apiserver/index.ts';
import type { ExecQuery, NodeConnection } from '../../../src/simulator/apiserver/node-connection.ts';
import { startServer } from './cluster.ts';

const POD = '/api/v1/namespaces/default/pods/web';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Its logs are one line for ever; its one program copies what it reads and ends with 3. */
const echoingNode: NodeConnection = {
  async *logs(_, { container, follow }, signal) {
    if (container === 'broken') throw ApiError.badRequest('container "broken" in pod "web" is waiting to start: ContainerCreating');
    yield encoder.encode('one line\n');
    if (follow) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
  exec(_, query) {
    if (query.command[0] === 'nosuch') throw ApiError.internal('error executing command in container: no such file');
    return { pid: 1, exited: copy(query), kill: () => undefined };
  },
};

async function copy({ stdin, stdout }: ExecQuery): Promise<number> {
  for (let bytes = await stdin?.read(); bytes; bytes = await stdin?.read()) await stdout?.write(bytes);
  return 3;
}

function startPod(node: NodeConnection | undefined) {
  const cluster = startServer((name) => (name === 'worker' ? node : undefined));
  const containers = ['web', 'broken'].map((name) => ({ name, image: 'a' }));
  cluster.api.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { nodeName: 'worker', containers } } as never);
  const upgrade = (query: string) => cluster.connection.upgrade(new Request(`https://server${POD}/exec?${query}`), ['v5.channel.k8s.io']);
  return { ...cluster, upgrade };
}

describe('logs', () => {
  it('come as text', async () => {
    const { fetch } = startPod(echoingNode);
    expect(await (await fetch(`${POD}/log?container=web`)).text()).toBe('one line\n');
  });

  it('are followed until the client goes away', async () => {
    const { fetch } = startPod(echoingNode);
    const stop = new AbortController();
    const response = await fetch(`${POD}/log?container=web&follow=true`, { signal: stop.signal });
    const reader = response.body?.getReader();
    expect(decoder.decode((await reader?.read())?.value)).toBe('one line\n');
    stop.abort();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('that the node refuses are refused with its words', async () => {
    const { fetch } = startPod(echoingNode);
    const response = await fetch(`${POD}/log?container=broken`);
    expect(response.status).toBe(400);
    expect((await response.json()).message).toBe('container "broken" in pod "web" is waiting to start: ContainerCreating');
  });

  it('of a pod with two containers need a name', async () => {
    const { fetch } = startPod(echoingNode);
    expect((await (await fetch(`${POD}/log`)).json()).message).toBe(
      'a container name must be specified for pod web, choose one of: [web broken]',
    );
  });
});

describe('exec', () => {
  it('carries streams over one channel, and the exit code at the end', async () => {
    const { upgrade } = startPod(echoingNode);
    const channel = await upgrade('container=web&command=copy&stdin=true&stdout=true');
    if (channel instanceof Response) throw new Error(await channel.text());
    expect(channel.protocol).toBe('v5.channel.k8s.io');
    channel.send(new Uint8Array([0, ...encoder.encode('hello')]));
    channel.send(new Uint8Array([255, 0]));
    const messages: [number, string][] = [];
    for (let message = await channel.receive(); message; message = await channel.receive()) {
      messages.push([message[0] ?? -1, decoder.decode(message.subarray(1))]);
    }
    expect(messages[0]).toEqual([1, 'hello']);
    expect(JSON.parse(messages[1]?.[1] ?? '')).toEqual({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
    expect(messages).toHaveLength(2);
  });

  it('tells on its error stream what goes wrong on the node', async () => {
    const { upgrade } = startPod(echoingNode);
    const channel = await upgrade('container=web&command=nosuch&stdout=true');
    if (channel instanceof Response) throw new Error(await channel.text());
    const message = await channel.receive();
    expect(message?.[0]).toBe(3);
    expect(JSON.parse(decoder.decode(message?.subarray(1))).message).toBe(
      'Internal error occurred: error executing command in container: no such file',
    );
    expect(await channel.receive()).toBeUndefined();
  });

  it('is refused for a container that does not exist', async () => {
    const { upgrade } = startPod(echoingNode);
    const response = await upgrade('container=nosuch&command=x&stdout=true');
    expect(response).toBeInstanceOf(Response);
    expect((await (response as Response).json()).message).toBe('container nosuch is not valid for pod web');
  });
});
