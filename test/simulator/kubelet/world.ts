// A cluster for these tests: a real API server, controllers, scheduler and network; kubelets with an image of small programs.
import { VirtualClock } from '../../../src/clock.ts';
import type { Program } from '../../../src/shell/index.ts';
import { type Api, createApiServer, events, namespaces, nodes, pods } from '../../../src/simulator/apiserver/index.ts';
import { startControllers } from '../../../src/simulator/controllers/index.ts';
import type { Image } from '../../../src/simulator/images/image.ts';
import { createKubelet, type Kubelet } from '../../../src/simulator/kubelet/index.ts';
import { createNetwork } from '../../../src/simulator/network/index.ts';
import type { Container, KubeEvent, Node, Pod } from '../../../src/simulator/objects.ts';
import { createRandom } from '../../../src/simulator/random.ts';
import { startScheduler } from '../../../src/simulator/scheduler/index.ts';

export interface World {
  readonly clock: VirtualClock;
  readonly api: Api;
  readonly bugs: readonly unknown[];
  kubelet(node?: string): Kubelet;
  pod(name: string): Pod;
  /** `Reason: message` of every event about the object of that name, oldest first. */
  eventsOf(name: string): string[];
  event(name: string, reason: string): KubeEvent | undefined;
  runPod(name: string, container: Partial<Container>, spec?: object): void;
  logs(name: string, options?: { previous?: boolean; timestamps?: boolean; tailLines?: number }): Promise<string>;
}

const START = Date.parse('2026-11-21T00:00:00Z');

export async function createWorld(options: { nodes?: number; programs?: Record<string, Program> } = {}): Promise<World> {
  const clock = new VirtualClock(START);
  const random = createRandom(7);
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => bugs.push(error);
  const network = createNetwork({ clock, random });
  const kubelets = new Map<string, Kubelet>();
  const { api } = createApiServer({ clock, random, findNode: (name) => kubelets.get(name) });
  const image: Image = {
    repository: 'docker.io/test/app',
    digest: `sha256:${'0'.repeat(64)}`,
    programs: new Map(Object.entries({ ...PROGRAMS, ...options.programs })),
    pullMs: 800,
  };
  for (let index = 0; index < (options.nodes ?? 1); index++) {
    const node = api.create(nodes, nodeOf(index) as unknown as Node);
    const { name } = node.metadata;
    const address = `172.18.0.${index + 2}`;
    const { pods: podNetwork } = network.addNode({ name, address, podCidr: `10.244.${index}.0/24` });
    const images = (reference: string) => (reference.startsWith('test/app') ? image : undefined);
    kubelets.set(
      name,
      createKubelet({ nodeName: name, nodeIp: address, clock, random, api, network: podNetwork, images, clusterDns: '10.96.0.10', onBug }),
    );
  }
  startControllers({ api, clock, random, onBug });
  startScheduler({ api, clock, random, onBug });
  api.create(namespaces, { metadata: { name: 'default' }, spec: {} });
  await clock.advance(10);

  const find = (name: string) => {
    const pod = api.find(pods, 'default', name);
    if (!pod) throw new Error(`there is no pod ${name}`);
    return pod;
  };
  const about = (name: string) => api.list(events, { namespace: 'default', fieldSelector: `involvedObject.name=${name}` });
  return {
    clock,
    api,
    bugs,
    kubelet: (name = 'node0') => kubelets.get(name) as Kubelet,
    pod: find,
    eventsOf: (name) =>
      [...about(name)].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).map(({ reason, message }) => `${reason}: ${message}`),
    event: (name, reason) => about(name).find((event) => event.reason === reason),
    runPod(name, container, spec = {}) {
      const whole = { name: 'app', image: 'test/app:1', ...container };
      api.create(pods, {
        metadata: { name, namespace: 'default', labels: { app: name } },
        spec: { containers: [whole], ...spec },
      } as unknown as Pod);
    },
    async logs(name, { previous = false, timestamps = false, tailLines } = {}) {
      const query = { container: 'app', follow: false, previous, timestamps, ...(tailLines === undefined ? {} : { tailLines }) };
      const pod = find(name);
      const kubelet = kubelets.get(pod.spec.nodeName ?? '') as Kubelet;
      let text = '';
      for await (const bytes of kubelet.logs(pod, query, new AbortController().signal)) text += new TextDecoder().decode(bytes);
      return text;
    },
  };
}

function nodeOf(index: number): object {
  const amounts = { cpu: '4', memory: '8Gi', pods: '110' };
  return {
    metadata: { name: `node${index}`, labels: { 'kubernetes.io/hostname': `node${index}` } },
    spec: { podCIDR: `10.244.${index}.0/24` },
    status: {
      addresses: [{ type: 'InternalIP', address: `172.18.0.${index + 2}` }],
      capacity: amounts,
      allocatable: amounts,
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: {},
    },
  };
}

/** Ends on SIGTERM with 143, as a server does that says so. */
const untilKilled: Program = (process) =>
  new Promise((resolve, reject) => {
    process.onSignal('SIGTERM', () => resolve(143));
    process.signal.addEventListener('abort', () => reject(process.signal.reason));
  });

const PROGRAMS: Record<string, Program> = {
  idle: untilKilled,
  /** serve <port> [status [delay in ms before it listens]] */
  async serve(process) {
    const [port = '8080', status = '200', delayMs = '0'] = process.args;
    if (Number(delayMs)) await process.clock.sleep(Number(delayMs), process.signal);
    const listener = process.net.listen(Number(port));
    process.signal.addEventListener('abort', () => listener.close());
    const stopped = new AbortController();
    process.onSignal('SIGTERM', () => stopped.abort());
    const signal = AbortSignal.any([process.signal, stopped.signal]);
    try {
      for (;;) {
        const connection = await listener.accept(signal);
        await connection.read(signal);
        await connection.write(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`);
        connection.end();
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
      listener.close();
      return 143;
    }
  },
  /** Knows nothing of signals. */
  deaf: (process) => new Promise((_, reject) => process.signal.addEventListener('abort', () => reject(process.signal.reason))),
  /** exit <code> [words] */
  async exit(process) {
    const [code, ...words] = process.args;
    if (words.length) await process.stdout.write(`${words.join(' ')}\n`);
    return Number(code);
  },
  async env(process) {
    for (const [name, value] of Object.entries(process.env)) await process.stdout.write(`${name}=${value}\n`);
    return 0;
  },
  async cat(process) {
    for (const path of process.args) await process.stdout.write(process.files.readText(path));
    return 0;
  },
  /** put <path> <text>: writes and stays. */
  async put(process) {
    process.files.write(process.args[0] ?? '', `${process.args[1]}\n`);
    return untilKilled(process);
  },
  /** Takes <ms> to end after SIGTERM. */
  slow: (process) =>
    new Promise((resolve, reject) => {
      process.signal.addEventListener('abort', () => reject(process.signal.reason));
      process.onSignal('SIGTERM', () => process.clock.after(Number(process.args[0]), () => resolve(0)));
    }),
};
