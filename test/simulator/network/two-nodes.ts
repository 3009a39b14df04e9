// Two nodes with a pod each, a workstation, and the routes that a CNI agent would keep.
import { VirtualClock } from '../../../src/clock.ts';
import type { NetworkNamespace } from '../../../src/shell/network-namespace.ts';
import { createNetwork, type Network, type NodeNetwork } from '../../../src/simulator/network/index.ts';
import { createRandom } from '../../../src/simulator/random.ts';

export interface TwoNodes {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly worker1: NodeNetwork;
  readonly worker2: NodeNetwork;
  readonly workstation: NetworkNamespace;
  addPod(node: NodeNetwork, name: string): Promise<{ readonly net: NetworkNamespace; readonly address: string }>;
}

export function createTwoNodes(): TwoNodes {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const network = createNetwork({ clock, random: createRandom(1) });
  const worker1 = network.addNode({ name: 'worker1', address: '172.18.0.2', podCidr: '10.244.1.0/24' });
  const worker2 = network.addNode({ name: 'worker2', address: '172.18.0.3', podCidr: '10.244.2.0/24' });
  worker1.routes.set({ destination: '10.244.2.0/24', via: '172.18.0.3', device: 'eth0' });
  worker2.routes.set({ destination: '10.244.1.0/24', via: '172.18.0.2', device: 'eth0' });
  const workstation = network.addHost('workstation', '172.18.0.100');
  const addPod = (node: NodeNetwork, name: string) => node.pods.add({ namespace: 'default', name, uid: name, hostNetwork: false });
  return { clock, network, worker1, worker2, workstation, addPod };
}

/** Sends back whatever arrives on TCP port `port`, upper-cased, until the peer ends. */
export function echo(net: NetworkNamespace, port: number, address?: string): { close(): void; readonly clients: string[] } {
  const listener = net.listen(port, address ? { address } : {});
  const clients: string[] = [];
  const serve = async () => {
    for (;;) {
      const connection = await listener.accept();
      clients.push(connection.remote.address);
      for (let bytes = await connection.read(); bytes; bytes = await connection.read())
        await connection.write(new TextDecoder().decode(bytes).toUpperCase());
      connection.end();
    }
  };
  serve().catch(() => undefined);
  return { close: () => listener.close(), clients };
}

/** What the server at `address:port` makes of `text`. */
export async function ask(net: NetworkNamespace, address: string, port: number, text = 'hello'): Promise<string> {
  const connection = await net.connect(address, port, { timeoutMs: 2000 });
  await connection.write(text);
  connection.end();
  let answer = '';
  for (let bytes = await connection.read(); bytes; bytes = await connection.read()) answer += new TextDecoder().decode(bytes);
  return answer;
}

/** The errno of what must fail. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'no failure';
}
