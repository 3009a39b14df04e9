// curl against servers of the simulated network: what it prints, and with which code it ends.
import { describe, expect, it } from 'vitest';
import { agnhostImage, networkTools } from '../../../src/simulator/images/index.ts';
import { createWorld, type World } from './world.ts';

async function withServer(): Promise<World> {
  const world = await createWorld(networkTools, agnhostImage);
  await world.start(world.server, ['/agnhost', 'netexec', '--http-port=80', '--udp-port=-1']);
  return world;
}

describe('curl', () => {
  it('prints what the server says', async () => {
    const world = await withServer();
    expect(await world.run(world.client, 'curl -s web.example/hostname')).toEqual({ code: 0, out: 'web', err: '' });
  });

  it('follows -w, -o and -i', async () => {
    const world = await withServer();
    const format = '%{http_code} %{size_download} %{remote_ip}:%{remote_port} %{content_type} %{nonsense}\\n';
    expect(await world.run(world.client, `curl -s -o /dev/null -w '${format}' http://web.example/echo?msg=hi&code=503`)).toEqual({
      code: 0,
      out: '503 2 10.244.2.2:80 text/plain; charset=utf-8 \n',
      err: "curl: unknown --write-out variable: 'nonsense'\n",
    });
    expect((await world.run(world.client, 'curl -si web.example/hostname')).out).toBe(
      'HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 03:33:13 GMT\r\nContent-Length: 3\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nweb',
    );
  });

  it('says why it could not connect, and after how long', async () => {
    const world = await withServer();
    const refused = await world.run(world.client, 'curl -sS web.example:81');
    expect(refused.code).toBe(7);
    expect(refused.err).toMatch(/^curl: \(7\) Failed to connect to web\.example port 81 after \d+ ms: Could not connect to server\n$/);
    expect(await world.run(world.client, 'curl -sS nowhere.example')).toEqual({
      code: 6,
      out: '',
      err: 'curl: (6) Could not resolve host: nowhere.example\n',
    });
    expect(await world.run(world.client, 'curl -sS -m 3 203.0.113.7')).toEqual({
      code: 28,
      out: '',
      err: 'curl: (28) Connection timed out after 3001 milliseconds\n',
    });
    const patient = await world.run(world.client, 'curl -sS 203.0.113.7:8080');
    expect(patient.code).toBe(28);
    expect(patient.err).toMatch(
      /^curl: \(28\) Failed to connect to 203\.0\.113\.7 port 8080 after 1\d{5} ms: Could not connect to server\n$/,
    );
  });

  it('keeps quiet with -s, fails with -f, and tells what a bad answer was', async () => {
    const world = await withServer();
    expect(await world.run(world.client, 'curl -s nowhere.example')).toEqual({ code: 6, out: '', err: '' });
    expect(await world.run(world.client, 'curl -sSf http://web.example/echo?code=404')).toEqual({
      code: 22,
      out: '',
      err: 'curl: (22) The requested URL returned error: 404\n',
    });
    expect(await world.run(world.client, 'curl -sSk https://web.example:80/')).toEqual({
      code: 35,
      out: '',
      err: 'curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number\n',
    });
    expect(await world.run(world.client, 'curl --frobnicate x')).toEqual({
      code: 2,
      out: '',
      err: "curl: option --frobnicate: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    });
  });

  it('tells each step with -v', async () => {
    const world = await withServer();
    const { err } = await world.run(world.client, 'curl -sv web.example/hostname');
    expect(err.replaceAll('\r', '')).toBe(`* Host web.example:80 was resolved.
* IPv6: (none)
* IPv4: 10.244.2.2
*   Trying 10.244.2.2:80...
* Connected to web.example (10.244.2.2) port 80
* using HTTP/1.x
> GET /hostname HTTP/1.1
> Host: web.example
> User-Agent: curl/8.14.1
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Date: Sat, 21 Nov 2026 03:33:13 GMT
< Content-Length: 3
< Content-Type: text/plain; charset=utf-8
< 
* Connection #0 to host web.example left intact
`);
  });

  it('follows redirects with -L, sends -d and -H, and takes --resolve at its word', async () => {
    const world = await withServer();
    expect((await world.run(world.client, 'curl -sL web.example/redirect?location=/hostname')).out).toBe('web');
    expect((await world.run(world.client, 'curl -s -d msg=posted web.example/echo')).out).toBe('posted');
    expect((await world.run(world.client, "curl -s -H 'X-Team: blue' web.example/header?key=x-team")).out).toBe('blue');
    expect((await world.run(world.client, 'curl -s --resolve shop.example:80:10.244.2.2 shop.example/hostname')).out).toBe('web');
  });

  it('uses one connection for two URLs of one host', async () => {
    const world = await withServer();
    const { out } = await world.run(world.client, 'curl -s web.example/clientip web.example/clientip');
    expect(out.slice(0, out.length / 2)).toBe(out.slice(out.length / 2));
  });

  it('tries again with --retry until the server is there', async () => {
    const world = await createWorld(networkTools, agnhostImage);
    world.clock.after(1500, () => void world.start(world.server, ['/agnhost', 'netexec', '--http-port=80', '--udp-port=-1']));
    const { code, out, err } = await world.run(world.client, 'curl --no-progress-meter --retry 5 --retry-connrefused web.example/hostname');
    expect([code, out]).toEqual([0, 'web']);
    expect(err).toBe(
      'Warning: Problem: connection refused. Will retry in 1 second. 5 retries left.\nWarning: Problem: connection refused. Will retry in 2 seconds. 4 retries left.\n',
    );
  });
});
