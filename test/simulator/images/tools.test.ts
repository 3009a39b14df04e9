// wget, dig, nslookup, nc, ping, ip, ss: their look and their exit codes.
import { describe, expect, it } from 'vitest';
import { agnhostImage, busyboxImage, createImageRegistry, networkTools } from '../../../src/simulator/images/index.ts';
import { createWorld, type World } from './world.ts';

async function withServer(programs = networkTools): Promise<World> {
  const world = await createWorld(programs, agnhostImage, { 'web.default.svc.cluster.local.': '10.244.2.2' });
  await world.start(world.server, ['/agnhost', 'netexec', '--http-port=80']);
  return world;
}

const all = async (world: World, line: string, input?: string) => {
  const { code, out, err } = await world.run(world.client, line, input);
  return `${err}${out}[${code}]`;
};

describe("busybox' wget", () => {
  it('says how it went', async () => {
    const world = await withServer(busyboxImage.programs);
    expect(await all(world, 'wget -qO- web/hostname')).toBe('web[0]');
    expect(await all(world, 'wget -q -O- http://web:81')).toBe("wget: can't connect to remote host (10.244.2.2): Connection refused\n[1]");
    expect(await all(world, 'wget -qO- -T 2 http://203.0.113.7')).toBe('wget: download timed out\n[1]');
    expect(await all(world, 'wget -qO- http://nowhere/')).toBe("wget: bad address 'nowhere'\n[1]");
    expect(await all(world, 'wget -qO- http://web/echo?code=503')).toBe(
      'wget: server returned error: HTTP/1.1 503 Service Unavailable\n[1]',
    );
    expect(await all(world, 'wget -O page http://web/hostname')).toBe(
      `Connecting to web (10.244.2.2:80)\nsaving to 'page'\npage                 100% |${'*'.repeat(32)}|     3  0:00:00 ETA\n'page' saved\n[0]`,
    );
    expect(world.client.files.readText('/page')).toBe('web');
    expect(await all(world, 'wget -z')).toMatch(/^wget: invalid option -- 'z'\nBusyBox v1\.36/);
  });
});

describe('dig', () => {
  it('prints every section of an answer in its columns', async () => {
    const world = await withServer();
    expect((await all(world, 'dig web.default.svc.cluster.local')).replace(/id: \d+/, 'id: 1').replace(/time: \d+/, 'time: 0')).toBe(`
; <<>> DiG 9.18.37 <<>> web.default.svc.cluster.local
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;web.default.svc.cluster.local.	IN	A

;; ANSWER SECTION:
web.default.svc.cluster.local. 30 IN	A	10.244.2.2

;; Query time: 0 msec
;; SERVER: 172.18.0.4#53(172.18.0.4) (UDP)
;; WHEN: Sat Nov 21 03:33:13 UTC 2026
;; MSG SIZE  rcvd: 74

[0]`);
  });

  it('tells every name that it tries when asked to', async () => {
    const world = await withServer();
    const text = await all(world, 'dig +showsearch web.default');
    expect(text.match(/status: \w+|^;web\S+/gm)).toEqual([
      'status: NXDOMAIN',
      ';web.default.default.svc.cluster.local.',
      'status: NOERROR',
      ';web.default.svc.cluster.local.',
    ]);
    expect(text.match(/DiG 9/g)).toHaveLength(1);
    expect(await all(world, 'dig +short +showsearch web.default')).toBe('10.244.2.2\n[0]');
  });

  it('takes a name as it is unless +search is given', async () => {
    const world = await withServer();
    expect(await all(world, 'dig +short web')).toBe('[0]');
    expect(await all(world, 'dig +short +search web')).toBe('10.244.2.2\n[0]');
    expect(await all(world, 'dig +noall +answer web.example')).toBe('web.example.\t\t30\tIN\tA\t10.244.2.2\n[0]');
    expect(await all(world, 'dig +short +tries=2 +time=1 @203.0.113.7 web')).toBe(
      ';; communications error to 203.0.113.7#53: timed out\n;; communications error to 203.0.113.7#53: timed out\n;; no servers could be reached\n[9]',
    );
    expect(await all(world, 'dig +short @10.244.2.2 web')).toBe(
      `${';; communications error to 10.244.2.2#53: connection refused\n'.repeat(3)};; no servers could be reached\n[9]`,
    );
  });
});

describe('nslookup', () => {
  it("of BIND follows the search list, BusyBox' asks for all of it", async () => {
    const world = await withServer();
    expect(await all(world, 'nslookup web')).toBe(
      'Server:\t\t172.18.0.4\nAddress:\t172.18.0.4#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.244.2.2\n\n[0]',
    );
    expect(await all(world, 'nslookup nobody')).toBe(
      "Server:\t\t172.18.0.4\nAddress:\t172.18.0.4#53\n\n** server can't find nobody: NXDOMAIN\n\n[1]",
    );
    const busybox = await withServer(busyboxImage.programs);
    const text = await all(busybox, 'nslookup web');
    expect(text).toContain('Address:\t172.18.0.4:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.244.2.2\n');
    expect(text).toContain("** server can't find web.svc.cluster.local: NXDOMAIN\n");
    expect(text).toMatch(/\[1\]$/);
  });
});

describe('getent', () => {
  it('asks as the C library does, with its exit codes', async () => {
    const world = await withServer();
    expect(await all(world, 'getent hosts web')).toBe('10.244.2.2      web.default.svc.cluster.local\n[0]');
    expect(await all(world, 'getent hosts nobody')).toBe('[2]');
    expect(await all(world, 'getent ahostsv4 web')).toBe(
      '10.244.2.2      STREAM web.default.svc.cluster.local\n10.244.2.2      DGRAM  \n10.244.2.2      RAW    \n[0]',
    );
  });
});

describe('nc', () => {
  it('tries ports', async () => {
    const world = await withServer();
    expect(await all(world, 'nc -zv web 80')).toBe('Connection to web (10.244.2.2) 80 port [tcp/http] succeeded!\n[0]');
    expect(await all(world, 'nc -zv 10.244.2.2 81')).toBe('nc: connect to 10.244.2.2 port 81 (tcp) failed: Connection refused\n[1]');
    expect(await all(world, 'nc -zv -w 2 203.0.113.7 80')).toBe(
      'nc: connect to 203.0.113.7 port 80 (tcp) timed out: Operation in progress\n[1]',
    );
    const busybox = await withServer(busyboxImage.programs);
    expect(await all(busybox, 'nc -zv -w 2 203.0.113.7 80')).toBe('nc: timed out\n[1]');
    expect(await all(busybox, 'nc web 81')).toBe('nc: web (10.244.2.2:81): Connection refused\n[1]');
  });

  it('carries bytes both ways, over TCP and UDP', async () => {
    const world = await withServer();
    const answer = await all(world, 'nc web 80', 'GET /hostname HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/\r\n\r\nweb\[0\]$/);
    expect(await all(world, 'nc -u -w 1 web 8081', 'hostname')).toBe('web[0]');
    const listening = await world.start(world.server, ['nc', '-l', '9000']);
    await all(world, 'nc -N web 9000', 'hello\n');
    expect([await world.clock.drive(listening.exited), listening.out()]).toEqual([0, 'hello\n']);
  });
});

describe('ping', () => {
  it('counts what came back', async () => {
    const world = await withServer();
    const text = await all(world, 'ping -c 2 web.example');
    expect(
      text
        .replace(/time=[\d.]+/g, 'time=T')
        .replace(/time \d+ms/, 'time Nms')
        .replace(/= [\d./]+ ms/, '= T ms'),
    ).toBe(`PING web.example (10.244.2.2) 56(84) bytes of data.
64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=T ms
64 bytes from 10.244.2.2: icmp_seq=2 ttl=62 time=T ms

--- web.example ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time Nms
rtt min/avg/max/mdev = T ms
[0]`);
    const busybox = await withServer(busyboxImage.programs);
    expect(await all(busybox, 'ping -c 1 -W 1 203.0.113.7')).toBe(
      'PING 203.0.113.7 (203.0.113.7): 56 data bytes\n\n--- 203.0.113.7 ping statistics ---\n1 packets transmitted, 0 packets received, 100% packet loss\n[1]',
    );
    expect(await all(busybox, 'ping nobody')).toBe("ping: bad address 'nobody'\n[1]");
  });
});

describe('ip and ss', () => {
  it('show the namespace', async () => {
    const world = await withServer();
    expect(await all(world, 'ip -br -4 addr show eth0')).toMatch(/^eth0@if\d+ {8,}UP {13}10\.244\.1\.2\/24 \n\[0\]$/);
    expect(await all(world, 'ip route')).toBe(
      'default via 10.244.1.1 dev eth0 \n10.244.1.0/24 via 10.244.1.1 dev eth0 src 10.244.1.2 \n10.244.1.1 dev eth0 scope link src 10.244.1.2 \n[0]',
    );
    expect(await all(world, 'ip route get 10.244.2.2')).toBe('10.244.2.2 via 10.244.1.1 dev eth0 src 10.244.1.2 uid 0 \n    cache \n[0]');
    expect(await all(world, 'ip link set eth0 down')).toBe('RTNETLINK answers: Operation not permitted\n[2]');
    const { out } = await world.run(world.server, 'ss -tlnp');
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      'State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process',
      'LISTEN 0      4096         0.0.0.0:80        0.0.0.0:*    users:(("agnhost",pid=1,fd=3))',
      '',
    ]);
    expect((await world.run(world.server, 'netstat -tln')).out.split('\n').at(2)?.trimEnd()).toBe(
      'tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN',
    );
  });
});

describe("busybox' telnet and ps", () => {
  it('talk to a port, and show every process', async () => {
    const world = await withServer(busyboxImage.programs);
    expect(await all(world, 'telnet web 80', 'GET /hostname HTTP/1.0\r\n\r\n')).toMatch(
      /^Connection closed by foreign host\nConnected to web\nHTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nweb\[1\]$/,
    );
    expect(await all(world, 'telnet web 81')).toBe("telnet: can't connect to remote host (10.244.2.2): Connection refused\n[1]");
    expect(await all(world, 'telnet nowhere 80')).toBe("telnet: bad address 'nowhere'\n[1]");
    expect(await all(world, 'ps')).toMatch(/^PID {3}USER {5}TIME {2}COMMAND\n(?: +\d+ root +0:00 .*\n)* +\d+ root +0:00 ps\n\[0\]$/);
  });
});

describe('images for debugging', () => {
  it('of curl take a command or just its arguments', async () => {
    const image = createImageRegistry()('curlimages/curl:8.10.1');
    const world = await withServer(image?.programs);
    expect(await all(world, '/entrypoint.sh curl -s web/hostname')).toBe('web[0]');
    expect(await all(world, '/entrypoint.sh -s http://web/hostname')).toBe('web[0]');
  });
});
