// A small network with machines on it: a client and a server pod on two nodes, names on the LAN's name server.
import type { Clock } from '../../../src/clock.ts';
import { VirtualClock } from '../../../src/clock.ts';
import {
  createCollector,
  createMachine,
  createMemoryFileSystem,
  inputOf,
  type Machine,
  type NetworkNamespace,
  type Programs,
} from '../../../src/shell/index.ts';
import type { Image } from '../../../src/simulator/images/index.ts';
import { createNetwork, createResponse, decodeMessage, encodeMessage } from '../../../src/simulator/network/index.ts';
import { createRandom } from '../../../src/simulator/random.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly clock: VirtualClock;
  readonly client: Machine;
  readonly server: Machine;
  readonly serverAddress: string;
  /** Runs a command line on a machine to its end. */
  run(machine: Machine, line: string, input?: string): Promise<Run>;
  /** Starts a server and lets it come up. */
  start(machine: Machine, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Started>;
}

export interface Started {
  readonly out: () => string;
  readonly err: () => string;
  readonly exited: Promise<number>;
  kill(signal: 'SIGTERM' | 'SIGQUIT'): void;
}

/** Addresses that lead nowhere: packets to them are lost on the LAN's router. */
export const SILENT_ADDRESS = '203.0.113.7';

function machineOf(
  clock: Clock,
  net: NetworkNamespace,
  hostname: string,
  programs: Programs,
  files: Readonly<Record<string, string>>,
): Machine {
  const own = {
    '/etc/resolv.conf': 'search default.svc.cluster.local svc.cluster.local\nnameserver 172.18.0.4\noptions ndots:5\n',
    ...files,
  };
  return createMachine({ programs, files: createMemoryFileSystem(clock, own), net, clock, hostname, user: { name: 'root', uid: 0 } });
}

export async function createWorld(client: Programs, server: Image, names: Readonly<Record<string, string>> = {}): Promise<World> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 3, 33, 13));
  const random = createRandom(7);
  const network = createNetwork({ clock, random });
  const nodes = [
    network.addNode({ name: 'worker', address: '172.18.0.3', podCidr: '10.244.1.0/24' }),
    network.addNode({ name: 'worker2', address: '172.18.0.4', podCidr: '10.244.2.0/24' }),
  ] as const;
  nodes[0].routes.set({ destination: '10.244.2.0/24', via: '172.18.0.4', device: 'eth0' });
  nodes[1].routes.set({ destination: '10.244.1.0/24', via: '172.18.0.3', device: 'eth0' });
  serveNames(nodes[1].host, { 'web.example.': '10.244.2.2', ...names });
  const pod = (name: string) => ({ namespace: 'default', name, uid: name, hostNetwork: false });
  const [clientPod, serverPod] = await Promise.all([nodes[0].pods.add(pod('client')), nodes[1].pods.add(pod('web'))]);
  const env = { PATH: '/bin' };
  return {
    clock,
    client: machineOf(clock, clientPod.net, 'client', client, {}),
    server: machineOf(clock, serverPod.net, 'web', server.programs, server.files ?? {}),
    serverAddress: serverPod.address,
    async run(machine, line, input) {
      const [out, err] = [createCollector(), createCollector()];
      const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? (match[2] as string));
      const child = machine.start(argv, {
        env,
        cwd: '/',
        stdout: out,
        stderr: err,
        ...(input === undefined ? {} : { stdin: inputOf(input) }),
      });
      const code = await clock.drive(child.exited);
      return { code, out: out.text(), err: err.text() };
    },
    async start(machine, argv, more) {
      const [out, err] = [createCollector(), createCollector()];
      const child = machine.start(argv, { env: { ...env, ...more }, cwd: '/', stdout: out, stderr: err });
      await clock.advance(100);
      return { out: out.text, err: err.text, exited: child.exited, kill: child.kill };
    },
  };
}

/** A name server that knows `names` (absolute) and nothing else. */
function serveNames(net: NetworkNamespace, names: Readonly<Record<string, string>>): void {
  const socket = net.udp({ port: 53 });
  const serve = async () => {
    for (;;) {
      const { from, bytes } = await socket.receive();
      const query = decodeMessage(bytes);
      const { name = '', type = '' } = query.questions[0] ?? {};
      const data = names[name];
      const answers = data !== undefined && type === 'A' ? [{ name, type, ttl: 30, data }] : [];
      socket.send(
        from,
        encodeMessage(createResponse(query, { authoritative: true, rcode: data === undefined ? 'NXDOMAIN' : 'NOERROR', answers })),
      );
    }
  };
  void serve();
}
