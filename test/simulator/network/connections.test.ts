import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/simulator/network/index.ts';
import { ownSockets } from '../../../src/simulator/network/index.ts';
import { ask, createTwoNodes, echo, failureOf } from './two-nodes.ts';

describe('connections between pods', () => {
  it('a pod reaches a pod on the other node under its own address, hop by hop', async () => {
    const { clock, network, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    const { clients } = echo(server.net, 80);
    const syns: Packet[] = [];
    network.onPacket((packet) => packet.flags?.syn && !packet.flags.ack && !syns.includes(packet) && syns.push(packet));
    expect(await clock.drive(ask(client.net, server.address, 80))).toBe('HELLO');
    expect(clients).toEqual([client.address]);
    expect(syns[0]?.trace.map(({ place, event }) => `${place} ${event.kind}`)).toEqual([
      'pod/default/client sent',
      'node/worker1 received',
      'node/worker1 forwarded',
      'node/worker2 received',
      'node/worker2 forwarded',
      'pod/default/server received',
      'pod/default/server delivered',
    ]);
    expect(syns[0]?.ttl).toBe(62);
    await clock.advance(1000);
    expect(clock.pending).toBe(0);
    expect(client.net.sockets()).toEqual([]);
  });

  it('a megabyte arrives whole, even when the reader dawdles', async () => {
    const { clock, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    const listener = server.net.listen(80);
    const received = (async () => {
      const connection = await listener.accept();
      let bytes = 0;
      for (let chunk = await connection.read(); chunk; chunk = await connection.read()) {
        bytes += chunk.length;
        if (bytes % 7 === 0) await clock.sleep(5);
      }
      return bytes;
    })();
    const connection = await clock.drive(client.net.connect(server.address, 80));
    await clock.drive(connection.write(new Uint8Array(1_000_000)));
    connection.end();
    expect(await clock.drive(received)).toBe(1_000_000);
  });

  it('a closed port refuses, a black hole times out after 127 seconds, a deleted pod is unreachable after 3', async () => {
    const { clock, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    expect(await clock.drive(failureOf(client.net.connect(server.address, 81)))).toBe('ECONNREFUSED');

    let startedMs = clock.now();
    expect(await clock.drive(failureOf(client.net.connect('10.96.0.99', 80)))).toBe('ETIMEDOUT');
    expect((clock.now() - startedMs) / 1000).toBe(127);

    await worker2.pods.remove('server');
    startedMs = clock.now();
    expect(await clock.drive(failureOf(client.net.connect(server.address, 80)))).toBe('EHOSTUNREACH');
    expect((clock.now() - startedMs) / 1000).toBeCloseTo(3.05, 1);
    startedMs = clock.now();
    expect(await clock.drive(failureOf(client.net.connect('10.96.0.99', 80, { timeoutMs: 2000 })))).toBe('ETIMEDOUT');
    expect(clock.now() - startedMs).toBe(2000);
  });

  it('a server on 127.0.0.1 is reached from its own pod only', async () => {
    const { clock, worker1, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker1, 'server');
    echo(server.net, 80, '127.0.0.1');
    expect(await clock.drive(failureOf(ask(client.net, server.address, 80)))).toBe('ECONNREFUSED');
    expect(await clock.drive(ask(server.net, '127.0.0.1', 80))).toBe('HELLO');
    expect(() => server.net.listen(80)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }));
    expect(() => server.net.listen(80, { address: '1.2.3.4' })).toThrow(expect.objectContaining({ code: 'EADDRNOTAVAIL' }));
    expect(server.net.listen(80, { address: server.address }).local.port).toBe(80);
  });

  it('killing a server resets nobody who has read everything, and frees its port', async () => {
    const { clock, worker1, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker1, 'server');
    const owned = ownSockets(server.net);
    const listener = owned.net.listen(80);
    const accepted = listener.accept();
    const connection = await clock.drive(client.net.connect(server.address, 80));
    await clock.drive(accepted);
    owned.closeAll();
    expect(await clock.drive(connection.read())).toBeUndefined();
    expect(await clock.drive(failureOf(client.net.connect(server.address, 80)))).toBe('ECONNREFUSED');
    await connection.write('too late');
    expect(await clock.drive(failureOf(connection.write('again').then(() => connection.read())))).toBe('no failure');
    await clock.advance(200);
    expect(await clock.drive(failureOf(connection.write('again')))).toBe('ECONNRESET');
  });

  it('data that is lost on the way is sent again, and a link that stays dead ends the connection', async () => {
    const { clock, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    echo(server.net, 80);
    const connection = await clock.drive(client.net.connect(server.address, 80));
    worker1.netfilter.tables.setChain('filter', 'FORWARD', [{ protocol: 'tcp', target: { kind: 'DROP' } }]);
    const answer = connection.read();
    await connection.write('hello');
    await clock.advance(500);
    worker1.netfilter.tables.setChain('filter', 'FORWARD', []);
    expect(new TextDecoder().decode(await clock.drive(answer))).toBe('HELLO');
    worker1.netfilter.tables.setChain('filter', 'FORWARD', [{ protocol: 'tcp', target: { kind: 'DROP' } }]);
    const startedMs = clock.now();
    const lost = failureOf(connection.read());
    await connection.write('anybody?');
    expect(await clock.drive(lost)).toBe('ETIMEDOUT');
    expect((clock.now() - startedMs) / 60_000).toBeCloseTo(15.4, 0);
  });
});

describe('datagrams and pings', () => {
  it('a datagram to a closed port brings ECONNREFUSED, as the ICMP error says', async () => {
    const { clock, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    const socket = client.net.udp();
    socket.send({ address: server.address, port: 53 }, new Uint8Array([1]));
    expect(await clock.drive(failureOf(socket.receive()))).toBe('ECONNREFUSED');
    const bound = server.net.udp({ port: 53 });
    socket.send({ address: server.address, port: 53 }, new Uint8Array([2]));
    const datagram = await clock.drive(bound.receive());
    expect(datagram).toEqual({ from: { address: client.address, port: socket.local.port }, bytes: new Uint8Array([2]) });
  });

  it('ping answers, tells who gave up on a short-lived packet, and waits in vain for a Service address', async () => {
    const { clock, worker1, worker2, addPod } = createTwoNodes();
    const client = await addPod(worker1, 'client');
    const server = await addPod(worker2, 'server');
    expect(await clock.drive(client.net.ping(server.address, { timeoutMs: 1000 }))).toMatchObject({
      kind: 'reply',
      from: server.address,
      ttl: 62,
    });
    expect(await clock.drive(client.net.ping(server.address, { timeoutMs: 1000, ttl: 1 }))).toEqual({
      kind: 'ttl-exceeded',
      from: '10.244.1.1',
    });
    expect(await clock.drive(client.net.ping(server.address, { timeoutMs: 1000, ttl: 2 }))).toEqual({
      kind: 'ttl-exceeded',
      from: '172.18.0.3',
    });
    expect(await clock.drive(client.net.ping('10.96.0.1', { timeoutMs: 1000 }))).toEqual({ kind: 'timed-out' });
    expect(await clock.drive(client.net.ping('127.0.0.1', { timeoutMs: 1000 }))).toMatchObject({ kind: 'reply', ttl: 64 });
  });
});

describe('what a node shows', () => {
  it('prints routes and interfaces as a kind node has them', async () => {
    const { worker1, addPod } = createTwoNodes();
    const pod = await addPod(worker1, 'a');
    const second = await addPod(worker1, 'b');
    expect([pod.address, second.address]).toEqual(['10.244.1.2', '10.244.1.3']);
    await worker1.pods.remove('a');
    expect((await addPod(worker1, 'c')).address).toBe('10.244.1.4');
    const host = worker1.host.interfaces();
    expect(host.map(({ addresses }) => addresses)).toEqual([
      ['127.0.0.1/8', '::1/128'],
      ['172.18.0.2/16'],
      ['10.244.1.1/32'],
      ['10.244.1.1/32'],
    ]);
    expect(second.net.interfaces()[1]).toMatchObject({ name: 'eth0', addresses: ['10.244.1.3/24'], peerIndex: host[2]?.index });
    expect(second.net.routes()).toEqual([
      { destination: 'default', via: '10.244.1.1', device: 'eth0' },
      { destination: '10.244.1.0/24', via: '10.244.1.1', device: 'eth0', source: '10.244.1.3' },
      { destination: '10.244.1.1/32', device: 'eth0', scope: 'link', source: '10.244.1.3' },
    ]);
    expect(worker1.host.routes().map(({ destination, via, device }) => [destination, via ?? device])).toEqual([
      ['default', '172.18.0.1'],
      ['10.244.1.3/32', host[2]?.name],
      ['10.244.1.4/32', host[3]?.name],
      ['10.244.2.0/24', '172.18.0.3'],
      ['172.18.0.0/16', 'eth0'],
    ]);
  });
});
