// kube-proxy, CoreDNS and the CNI agent as programs, against a real API server and a real network of ours.
import { describe, expect, it } from 'vitest';
import { createCollector, createMachine, createMemoryFileSystem, type Machine, type NetworkNamespace } from '../../../src/shell/index.ts';
import {
  type Api,
  configMaps,
  createApiServer,
  endpointSlices,
  namespaces,
  nodes,
  services,
} from '../../../src/simulator/apiserver/index.ts';
import { createCniImage } from '../../../src/simulator/components/cni/index.ts';
import { createCoreDnsImage } from '../../../src/simulator/components/coredns/index.ts';
import { createKubeProxyImage } from '../../../src/simulator/components/kube-proxy/index.ts';
import type { Image } from '../../../src/simulator/images/image.ts';
import { lookup, type NodeNetwork, query } from '../../../src/simulator/network/index.ts';
import { createRandom } from '../../../src/simulator/random.ts';
import { ask, createTwoNodes, echo, failureOf, type TwoNodes } from '../network/two-nodes.ts';

const COREFILE = `.:53 {
    errors
    log
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

interface World extends TwoNodes {
  readonly api: Api;
  run(
    image: Image,
    where: { net: NetworkNamespace; env?: Record<string, string>; files?: Record<string, string>; args?: string[] },
  ): Running;
  addService(
    name: string,
    clusterIP: string,
    endpoints: readonly { address: string; port: number; node: string }[],
    port?: { port: number; protocol: 'TCP' | 'UDP' },
  ): void;
}

interface Running {
  readonly machine: Machine;
  readonly exited: Promise<number>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  output(): string;
}

function createWorld(): World {
  const two = createTwoNodes();
  const { clock } = two;
  const { api } = createApiServer({ clock, random: createRandom(2), findNode: () => undefined });
  for (const name of ['default', 'kube-system']) api.create(namespaces, { metadata: { name }, spec: {} });
  for (const { name, address, podCidr } of [two.worker1, two.worker2]) {
    const status = { addresses: [{ type: 'InternalIP', address }], capacity: {}, allocatable: {}, conditions: [], nodeInfo: {} };
    const made = api.create(nodes, { metadata: { name }, spec: { podCIDR: podCidr, podCIDRs: [podCidr] } });
    api.update(nodes, { ...made, status }, { subresource: 'status' });
  }
  return {
    ...two,
    api,
    run(image, { net, env = {}, files = {}, args = [] }) {
      const output = createCollector();
      const machine = createMachine({
        programs: image.programs,
        files: createMemoryFileSystem(clock, files),
        net,
        clock,
        hostname: env.NODE_NAME ?? 'pod',
        user: { name: 'root', uid: 0 },
        onBug: (error) => {
          throw error;
        },
      });
      const child = machine.start([...(image.entrypoint ?? image.command ?? []), ...args], {
        env,
        cwd: '/',
        stdout: output,
        stderr: output,
      });
      return { machine, exited: child.exited, kill: (signal) => child.kill(signal), output: () => output.text() };
    },
    addService(name, clusterIP, endpoints, port = { port: 80, protocol: 'TCP' }) {
      const { protocol } = port;
      const targetPort = endpoints[0]?.port ?? port.port;
      api.create(services, {
        metadata: { name, namespace: 'default' },
        spec: { type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP], ports: [{ ...port, targetPort }], sessionAffinity: 'None' },
      });
      api.create(endpointSlices, {
        metadata: { name: `${name}-abc`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: endpoints.map(({ address, node }) => ({ addresses: [address], conditions: { ready: true }, nodeName: node })),
        ports: [{ name: '', port: targetPort, protocol }],
      });
    },
  };
}

const startProxy = (world: World, node: NodeNetwork) =>
  world.run(createKubeProxyImage(world), {
    net: node.host,
    env: { NODE_NAME: node.name },
    files: { '/var/lib/kube-proxy/config.conf': 'clusterCIDR: 10.244.0.0/16\nmode: ""\n' },
    args: ['--config=/var/lib/kube-proxy/config.conf'],
  });

describe('kube-proxy on a node', () => {
  it('leads a client to the endpoint, and keeps old rules when it has been killed', async () => {
    const world = createWorld();
    const { clock, api, worker1, worker2 } = world;
    const client = await world.addPod(worker1, 'client');
    const server = await world.addPod(worker2, 'server');
    const { clients } = echo(server.net, 8080);
    world.addService('web', '10.96.0.50', [{ address: server.address, port: 8080, node: 'worker2' }]);
    expect(await clock.drive(failureOf(ask(client.net, '10.96.0.50', 80)))).toBe('ETIMEDOUT');

    const proxy = startProxy(world, worker1);
    await clock.advance(2000);
    expect(await clock.drive(ask(client.net, '10.96.0.50', 80))).toBe('HELLO');
    expect(clients).toEqual([client.address]);
    expect(await clock.drive(ask(worker1.host, '10.96.0.50', 80))).toBe('HELLO');
    expect(await clock.drive(failureOf(ask(client.net, '10.96.0.50', 81)))).toBe('ETIMEDOUT');
    expect(await clock.drive(ask(worker1.host, '127.0.0.1', 10_249, 'GET /proxyMode HTTP/1.0\r\n\r\n'))).toContain('iptables');

    proxy.kill('SIGKILL');
    expect(await clock.drive(proxy.exited)).toBe(137);
    api.change(endpointSlices, 'default', 'web-abc', (slice) => {
      slice.endpoints = [];
    });
    await clock.advance(5000);
    expect(await clock.drive(ask(client.net, '10.96.0.50', 80))).toBe('HELLO');

    startProxy(world, worker1);
    await clock.advance(2000);
    expect(await clock.drive(failureOf(ask(client.net, '10.96.0.50', 80)))).toBe('ECONNREFUSED');
    expect(clock.pending).toBe(0);
  });

  it('opens a node port on every node: masqueraded by default, with the real client under externalTrafficPolicy Local', async () => {
    const world = createWorld();
    const { clock, api, worker1, worker2, workstation } = world;
    const server = await world.addPod(worker2, 'server');
    const { clients } = echo(server.net, 8080);
    world.addService('web', '10.96.0.50', [{ address: server.address, port: 8080, node: 'worker2' }]);
    const setPolicy = (externalTrafficPolicy: 'Cluster' | 'Local') =>
      api.change(services, 'default', 'web', ({ spec }) => {
        Object.assign(spec, { type: 'NodePort', externalTrafficPolicy });
        Object.assign(spec.ports?.[0] ?? {}, { nodePort: 30_080 });
      });
    setPolicy('Cluster');
    startProxy(world, worker1);
    startProxy(world, worker2);
    await clock.advance(2000);
    expect(await clock.drive(ask(workstation, worker1.address, 30_080))).toBe('HELLO');
    expect(await clock.drive(ask(workstation, worker2.address, 30_080))).toBe('HELLO');
    expect(await clock.drive(ask(worker1.host, '127.0.0.1', 30_080))).toBe('HELLO');
    expect(clients.splice(0)).toEqual([worker1.address, '10.244.2.1', worker1.address]);

    setPolicy('Local');
    await clock.advance(2000);
    expect(await clock.drive(ask(workstation, worker2.address, 30_080))).toBe('HELLO');
    expect(clients.splice(0)).toEqual(['172.18.0.100']);
    expect(await clock.drive(failureOf(ask(workstation, worker1.address, 30_080)))).toBe('ETIMEDOUT');
    expect(await clock.drive(failureOf(workstation.connect('10.96.0.50', 80, { timeoutMs: 3000 })))).toBe('ETIMEDOUT');
    // A pod that reaches itself through its Service sees its node, or it would answer itself past the translation.
    expect(await clock.drive(ask(server.net, '10.96.0.50', 80))).toBe('HELLO');
    expect(clients).toEqual(['10.244.2.1']);
  });

  it('sends UDP clients on when their endpoint is replaced', async () => {
    const world = createWorld();
    const { clock, api, worker1, worker2 } = world;
    const client = await world.addPod(worker1, 'client');
    const [first, second] = [await world.addPod(worker2, 'first'), await world.addPod(worker2, 'second')];
    const sockets = [first, second].map(({ net }) => net.udp({ port: 53 }));
    world.addService('dns', '10.96.0.10', [{ address: first.address, port: 53, node: 'worker2' }], { port: 53, protocol: 'UDP' });
    startProxy(world, worker1);
    await clock.advance(2000);
    const socket = client.net.udp();
    const send = () => socket.send({ address: '10.96.0.10', port: 53 }, new Uint8Array([7]));
    send();
    const { from } = await clock.drive(sockets[0]?.receive() ?? Promise.reject());
    expect(from).toEqual({ address: client.address, port: socket.local.port });
    sockets[0]?.send(from, new Uint8Array([8]));
    expect((await clock.drive(socket.receive())).from).toEqual({ address: '10.96.0.10', port: 53 });
    api.change(endpointSlices, 'default', 'dns-abc', (slice) => {
      slice.endpoints = [{ addresses: [second.address], conditions: { ready: true }, nodeName: 'worker2' }];
    });
    await clock.advance(2000);
    send();
    expect((await clock.drive(sockets[1]?.receive() ?? Promise.reject())).bytes).toEqual(new Uint8Array([7]));
    // And an endpoint that does not listen is refused in the Service's own name.
    sockets[1]?.close();
    send();
    expect(await clock.drive(failureOf(socket.receive()))).toBe('ECONNREFUSED');
  });

  it('refuses to start in a mode that does not exist here, and says so', async () => {
    const world = createWorld();
    const proxy = world.run(createKubeProxyImage(world), {
      net: world.worker1.host,
      env: { NODE_NAME: 'worker1' },
      args: ['--proxy-mode=ipvs'],
    });
    expect(await world.clock.drive(proxy.exited)).toBe(1);
    expect(proxy.output()).toContain('proxy mode \\"ipvs\\" is not available');
  });
});

describe('the CNI agent on a node', () => {
  it('leads to pods of other nodes, and hides pods behind their node outside the cluster', async () => {
    const world = createWorld();
    const { clock, worker1, worker2, workstation } = world;
    worker1.routes.remove('10.244.2.0/24');
    worker2.routes.remove('10.244.1.0/24');
    const client = await world.addPod(worker1, 'client');
    const server = await world.addPod(worker2, 'server');
    echo(server.net, 80);
    expect(await clock.drive(failureOf(ask(client.net, server.address, 80)))).toBe('ETIMEDOUT');
    const agents = [worker1, worker2].map((node) => world.run(createCniImage(world), { net: node.host, env: { NODE_NAME: node.name } }));
    await clock.advance(1);
    expect(await clock.drive(ask(client.net, server.address, 80))).toBe('HELLO');
    const outside = echo(workstation, 80);
    expect(await clock.drive(ask(client.net, '172.18.0.100', 80))).toBe('HELLO');
    expect(outside.clients).toEqual([worker1.address]);
    for (const agent of agents) agent.kill('SIGTERM');
    expect(await clock.drive(Promise.all(agents.map(({ exited }) => exited)))).toEqual([0, 0]);
    expect(await clock.drive(ask(client.net, server.address, 80))).toBe('HELLO');
  });
});

describe('CoreDNS in a pod', () => {
  const startDns = async (world: World, corefile = COREFILE) => {
    // The name server on the LAN knows the way to nodes only, so pods have to be hidden behind theirs.
    world.run(createCniImage(world), { net: world.worker2.host, env: { NODE_NAME: 'worker2' } });
    const pod = await world.addPod(world.worker2, 'coredns');
    const files = { '/etc/coredns/Corefile': corefile, '/etc/resolv.conf': 'nameserver 172.18.0.1\n' };
    return { ...pod, ...world.run(createCoreDnsImage(world), { net: pod.net, files, args: ['-conf', '/etc/coredns/Corefile'] }) };
  };
  const clientFiles = (world: World, server: string) =>
    createMemoryFileSystem(world.clock, {
      '/etc/hosts': '127.0.0.1\tlocalhost\n',
      '/etc/resolv.conf': `search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver ${server}\noptions ndots:5\n`,
    });

  it('resolves through its Service: search list, AAAA beside A, names of the world outside', async () => {
    const world = createWorld();
    const { clock, worker1 } = world;
    const client = await world.addPod(worker1, 'client');
    const dns = await startDns(world);
    startProxy(world, worker1);
    world.addService('web', '10.96.0.50', []);
    world.addService('dns', '10.96.0.10', [{ address: dns.address, port: 53, node: 'worker2' }], { port: 53, protocol: 'UDP' });
    await clock.advance(3000);
    const find = (name: string) => clock.drive(lookup({ net: client.net, clock, files: clientFiles(world, '10.96.0.10'), name }));
    expect(await find('web')).toMatchObject({
      addresses: ['10.96.0.50'],
      questions: [
        { name: 'web.default.svc.cluster.local.', type: 'A', rcode: 'NOERROR' },
        { name: 'web.default.svc.cluster.local.', type: 'AAAA', rcode: 'NOERROR' },
      ],
    });
    const workstation = await find('workstation');
    expect(workstation.addresses).toEqual(['172.18.0.100']);
    expect(workstation.questions.filter(({ type }) => type === 'A').map(({ name, rcode }) => `${name} ${rcode}`)).toEqual([
      'workstation.default.svc.cluster.local. NXDOMAIN',
      'workstation.svc.cluster.local. NXDOMAIN',
      'workstation.cluster.local. NXDOMAIN',
      'workstation. NOERROR',
    ]);
    expect(await find('nowhere.example')).toMatchObject({ error: 'not-found', addresses: [] });
    const overTcp = await clock.drive(
      query({
        net: client.net,
        clock,
        server: dns.address,
        name: 'web.default.svc.cluster.local',
        type: 'SRV',
        timeoutMs: 1000,
        tcp: true,
      }),
    );
    expect(overTcp.message.answers.map(({ data }) => data)).toEqual(['0 100 80 web.default.svc.cluster.local.']);
    const start = dns.output().split('\n').slice(0, 4);
    expect(start).toEqual([
      '.:53',
      expect.stringMatching(/^\[INFO\] plugin\/reload: Running configuration SHA512 = [0-9a-f]{128}$/),
      'CoreDNS-1.12.1',
      'linux/amd64, go1.24.1, 707c7c1',
    ]);
    expect(dns.output()).toMatch(
      /\[INFO\] 10\.244\.1\.2:\d+ - \d+ "A IN web\.default\.svc\.cluster\.local\. udp 47 false 512" NOERROR qr,aa,rd \d+ 0\.000\d{6}s/,
    );
    await clock.advance(200_000);
    expect(clock.pending).toBe(0);
  });

  it('is silent for a client when nothing serves the address, and refuses when its pod has no server', async () => {
    const world = createWorld();
    const client = await world.addPod(world.worker1, 'client');
    const server = await world.addPod(world.worker2, 'server');
    const { clock } = world;
    let startedMs = clock.now();
    const silent = await clock.drive(lookup({ net: client.net, clock, files: clientFiles(world, '10.96.0.10'), name: 'web' }));
    expect(silent).toMatchObject({ error: 'again', addresses: [] });
    expect(clock.now() - startedMs).toBe(10_000);
    startedMs = clock.now();
    const refused = await clock.drive(lookup({ net: client.net, clock, files: clientFiles(world, server.address), name: 'web' }));
    expect(refused.error).toBe('again');
    expect(refused.questions[0]?.rcode).toBe('refused-port');
    expect(clock.now() - startedMs).toBeLessThan(10);
  });

  it.each([
    [
      'a directive that does not exist',
      '.:53 {\n    errors\n    kubernets cluster.local\n}\n',
      "/etc/coredns/Corefile:3 - Error during parsing: Unknown directive 'kubernets'",
    ],
    ['a brace that is never closed', '.:53 {\n    errors\n', '/etc/coredns/Corefile:2 - Error during parsing: Unexpected EOF'],
    [
      'an unknown property',
      '.:53 {\n    kubernetes cluster.local {\n        podz insecure\n    }\n}\n',
      "plugin/kubernetes: /etc/coredns/Corefile:3 - Error during parsing: unknown property 'podz'",
    ],
  ])('does not start with %s', async (_, corefile, message) => {
    const world = createWorld();
    const dns = await startDns(world, corefile);
    expect(await world.clock.drive(dns.exited)).toBe(1);
    expect(dns.output()).toBe(`${message}\n`);
  });

  it('finds a loop when it forwards to itself', async () => {
    const world = createWorld();
    const dns = await startDns(world, '.:53 {\n    loop\n    forward . 127.0.0.1\n}\n');
    expect(await world.clock.drive(dns.exited)).toBe(1);
    expect(dns.output()).toMatch(/\[FATAL\] plugin\/loop: Loop \(127\.0\.0\.1:\d+ -> :53\) detected for zone "\."/);
  });

  it('takes a changed Corefile within a minute, keeps the old one when the new one is broken, and leaves in peace', async () => {
    const world = createWorld();
    const { clock, api } = world;
    const dns = await startDns(world);
    const name = 'coredns';
    const namespace = 'kube-system';
    api.create(configMaps, { metadata: { name, namespace }, data: { Corefile: COREFILE } });
    const answer = async () => {
      const { message } = await clock.drive(
        query({ net: dns.net, clock, server: dns.address, name: 'printer.office', type: 'A', timeoutMs: 3000 }),
      );
      return message.answers[0]?.data ?? message.rcode;
    };
    const write = async (corefile: string) => {
      dns.machine.files.write('/etc/coredns/Corefile', corefile);
      api.change(configMaps, namespace, name, (map) => {
        map.data = { Corefile: corefile };
      });
      await clock.advance(60_000);
    };
    expect(await answer()).toBe('NXDOMAIN');
    await write(COREFILE.replace('prometheus :9153', 'hosts {\n      10.1.2.3 printer.office\n      fallthrough\n    }'));
    expect(await answer()).toBe('10.1.2.3');
    await write('.:53 { nonsense }');
    expect(await answer()).toBe('10.1.2.3');
    expect(dns.output()).toContain('[ERROR] Restart failed: ');
    dns.kill('SIGTERM');
    expect(await clock.drive(dns.exited)).toBe(0);
    expect(dns.output()).toContain('[INFO] plugin/health: Going into lameduck mode for 5s\n');
    expect(dns.net.sockets()).toEqual([]);
  });
});
