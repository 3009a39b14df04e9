// agnhost netexec and its friends, called over the network.
import { describe, expect, it } from 'vitest';
import { agnhostImage, networkTools } from '../../../src/simulator/images/index.ts';
import { createWorld, type World } from './world.ts';

const netexec = ['/agnhost', 'netexec', '--http-port=80'];

async function get(world: World, path: string): Promise<string> {
  return (await world.run(world.client, `curl -s -w '|%{http_code}' http://web.example${path}`)).out;
}

describe('netexec', () => {
  it('answers its endpoints', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, netexec);
    expect(await get(world, '/hostname')).toBe('web|200');
    expect(await get(world, '/clientip')).toMatch(/^10\.244\.1\.2:\d+\|200$/);
    expect(await get(world, '/echo?msg=a%20b&code=418')).toBe('a b|418');
    expect(await get(world, '/header?key=user-agent')).toBe('curl/8.14.1|200');
    expect(await get(world, '/header')).toBe('{"Accept":["*/*"],"User-Agent":["curl/8.14.1"]}|200');
    expect(await get(world, '/healthz')).toBe('|200');
    expect(await get(world, '/redirect?location=/hostname')).toBe('<a href="/hostname">Found</a>.\n\n|302');
    expect(await get(world, '/no/such/path')).toMatch(/^NOW: 2026-11-21 03:33:13\.\d{9} \+0000 UTC m=\+0\.\d{9}\|200$/);
  });

  it('is not healthy without its UDP server', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, [...netexec, '--udp-port=-1']);
    expect([await get(world, '/healthz'), await get(world, '/readyz'), await get(world, '/hostname')]).toEqual(['|412', '|412', 'web|200']);
  });

  it('calls the next hop itself with /dial', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, netexec);
    expect(await get(world, '/dial?host=web.example&port=80&request=hostname&tries=2')).toBe('{"responses":["web","web"]}|200');
    expect(await get(world, '/dial?host=10.244.2.2&port=8081&protocol=udp&request=hostname')).toBe('{"responses":["web"]}|200');
    expect(await get(world, '/dial?host=10.244.2.2&port=9&request=hostname')).toBe(
      '{"errors":["Get \\"http://10.244.2.2:9/hostname\\": dial tcp 10.244.2.2:9: connect: connection refused"]}|200',
    );
    expect(await get(world, '/dial?host=203.0.113.7&port=80&request=x')).toContain('context deadline exceeded');
    expect(await get(world, '/dial?host=no.example&port=80&request=x')).toBe(
      'host and/or port param are invalid. lookup no.example on 172.18.0.4:53: no such host\n|400',
    );
    expect(await get(world, '/dial?host=web.example&port=80')).toMatch(/^request parameter not specified/);
  });

  it('logs what it did, and ends well on SIGTERM after its delay', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    const server = await world.start(world.server, [...netexec, '--delay-shutdown=5']);
    await get(world, '/hostname');
    const messages = () =>
      server
        .err()
        .split('\n')
        .map((line) => line.replace(/^I1121 [\d:.]+ +1 log\.go:245\] /, ''));
    expect(messages()).toEqual([
      'Started UDP server on port  8081',
      'Started HTTP server on port 80',
      'GET /hostname',
      'hostname: web',
      '',
    ]);
    server.kill('SIGTERM');
    await world.clock.advance(1000);
    expect(await get(world, '/readyz')).toBe('shutting down|503');
    expect(await world.clock.drive(server.exited)).toBe(0);
    expect((await world.run(world.client, 'curl -s web.example')).code).toBe(7);
    expect(world.server.net.sockets()).toEqual([]);
  });

  it('ends with the code that /exit asks for', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    const server = await world.start(world.server, netexec);
    await get(world, '/exit?code=3&timeout=10s&wait=1s');
    expect(await world.clock.drive(server.exited)).toBe(3);
  });

  it('says that its port is taken', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, netexec);
    const second = await world.run(world.server, '/agnhost netexec --http-port=80 --udp-port=-1');
    expect(second.code).toBe(1);
    expect(second.err).toContain('listen tcp :80: bind: address already in use');
  });
});

describe('agnhost connect', () => {
  it('has one word for each way in which a connection ends', async () => {
    const world = await createWorld(agnhostImage.programs, agnhostImage);
    await world.start(world.server, netexec);
    const connect = async (target: string) => {
      const { code, out, err } = await world.run(world.client, `/agnhost connect ${target}`);
      return `${code} ${out}${err}`;
    };
    expect(await connect('web.example:80')).toBe('0 ');
    expect(await connect('web.example:81 --timeout=2s')).toBe('1 REFUSED\n');
    expect(await connect('--timeout=2s 203.0.113.7:80')).toBe('1 TIMEOUT\n');
    expect(await connect('no.example:80')).toBe('1 DNS: lookup no.example on 172.18.0.4:53: no such host\n');
    expect(await connect('web.example')).toBe('1 UNKNOWN: address web.example: missing port in address\n');
    expect(await connect('--protocol udp web.example:8081')).toBe('0 ');
    expect(await connect('--protocol udp --timeout 1s web.example:9')).toMatch(
      /^1 REFUSED: read udp 10\.244\.1\.2:\d+->10\.244\.2\.2:9: read: connection refused\n$/,
    );
    expect(await connect('--timeout 2 web.example:80')).toMatch(
      /^1 Error: invalid argument "2" for "--timeout" flag: time: missing unit in duration "2"\n/,
    );
  });
});

describe('other agnhost servers', () => {
  it('porter serves what its environment says', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, ['/agnhost', 'porter'], { SERVE_PORT_80: 'first', SERVE_TCP_PORT_81: 'second' });
    expect((await world.run(world.client, 'curl -s web.example web.example:81')).out).toBe('firstsecond');
  });

  it('serve-hostname and pause stop as the real ones do', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    const server = await world.start(world.server, ['/agnhost', 'serve-hostname', '--port=80']);
    const pause = await world.start(world.server, ['/agnhost', 'pause']);
    expect((await world.run(world.client, 'curl -s web.example')).out).toBe('web');
    pause.kill('SIGTERM');
    expect([await world.clock.drive(pause.exited), pause.out()]).toEqual([2, 'Paused\n']);
    server.kill('SIGTERM');
    expect(await world.clock.drive(server.exited)).toBe(0);
  });

  it('leaves no timer behind while it waits', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    await world.start(world.server, netexec);
    await get(world, '/hostname');
    await world.clock.advance(300_000);
    expect(world.clock.pending).toBe(0);
  });
});
