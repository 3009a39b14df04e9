// nginx: its pages, its configuration, its logs, its end.
import { describe, expect, it } from 'vitest';
import { networkTools, nginxImage } from '../../../src/simulator/images/index.ts';
import { createWorld, type World } from './world.ts';

const start = ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'];

async function withConfig(config: string | undefined, names: Readonly<Record<string, string>> = {}): Promise<World> {
  const world = await createWorld(networkTools, nginxImage, names);
  if (config !== undefined) world.server.files.write('/etc/nginx/conf.d/default.conf', config);
  return world;
}

const curl = async (world: World, line: string) => (await world.run(world.client, `curl -s ${line}`)).out.replaceAll('\r', '');

describe('nginx', () => {
  it('serves its welcome page with its own headers', async () => {
    const world = await withConfig(undefined);
    await world.start(world.server, start);
    expect((await curl(world, '-I web.example')).split('\n')).toEqual([
      'HTTP/1.1 200 OK',
      'Server: nginx/1.27.5',
      'Date: Sat, 21 Nov 2026 03:33:13 GMT',
      'Content-Type: text/html',
      'Content-Length: 615',
      'Last-Modified: Sat, 21 Nov 2026 03:33:13 GMT',
      'Connection: keep-alive',
      expect.stringMatching(/^ETag: "[0-9a-f]+-267"$/),
      'Accept-Ranges: bytes',
      '',
      '',
    ]);
    expect(await curl(world, 'web.example/nothing')).toBe(
      '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx/1.27.5</center>\n</body>\n</html>\n',
    );
  });

  it('logs each request, and why one failed', async () => {
    const world = await withConfig(undefined);
    const server = await world.start(world.server, start);
    await curl(world, 'web.example/nothing?x=1');
    expect(server.out().split('\n').at(-2)).toBe(
      '10.244.1.2 - - [21/Nov/2026:03:33:13 +0000] "GET /nothing?x=1 HTTP/1.1" 404 153 "-" "curl/8.14.1" "-"',
    );
    expect(server.err()).toContain(
      '*1 open() "/usr/share/nginx/html/nothing" failed (2: No such file or directory), client: 10.244.1.2, server: localhost, request: "GET /nothing?x=1 HTTP/1.1", host: "web.example"',
    );
  });

  it('does what its servers and locations say', async () => {
    const world = await withConfig(`
      server { listen 80 default_server; return 200 "default\\n"; }
      server {
        listen 80; server_name shop.example;
        default_type text/plain; add_header X-Team blue;
        location = /exact { return 201 "exact $arg_n\\n"; }
        location ~ ^/v(?<major>[0-9]+)/ { return 200 "version $major $request_uri\\n"; }
        location /old { return 301 /new; }
        location / { root /srv; try_files $uri /fallback.txt =404; }
      }
    `);
    world.server.files.makeFolder('/srv', { parents: true });
    world.server.files.write('/srv/a.txt', 'file a\n');
    await world.start(world.server, start);
    const shop = (path: string) => curl(world, `--connect-to ::web.example: http://shop.example${path}`);
    expect(await curl(world, 'web.example/exact')).toBe('default\n');
    expect(await shop('/exact?n=7')).toBe('exact 7\n');
    expect(await shop('/v12/x?y')).toBe('version 12 /v12/x?y\n');
    expect(await shop('/a.txt')).toBe('file a\n');
    expect(await shop('/old/x')).toContain('301 Moved Permanently');
    expect(
      await curl(
        world,
        `-o /dev/null -w '%{http_code} %{redirect_url} %header{x-team}' --connect-to ::web.example: http://shop.example/old`,
      ),
    ).toBe('301 http://shop.example/new blue');
    expect(await shop('/none')).toContain('404 Not Found');
  });

  it('says what its entrypoint did, and goes to the background without daemon off', async () => {
    const world = await withConfig(undefined);
    const server = await world.start(world.server, start);
    expect(server.out()).toContain('10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf\n');
    expect(server.out()).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up\n');
    const other = await withConfig('server { listen 80; return 200 hi; }');
    expect((await other.run(other.server, 'nginx')).code).toBe(0);
    await other.clock.advance(10);
    expect(await curl(other, 'web.example')).toBe('hi');
  });

  it('is a proxy in front of others, and says 502 when nobody is there', async () => {
    const world = await withConfig(
      `
      upstream pool { server 127.0.0.1:8081 weight=3; server 127.0.0.1:8082; }
      split_clients $request_id $half { 50% one; * two; }
      server { listen 8081; return 200 "one $http_x_id $http_host\\n"; }
      server { listen 127.0.0.1:8082; return 200 "two $http_x_id $http_host\\n"; }
      server {
        listen 80;
        location /pool/ { proxy_pass http://pool/; proxy_set_header X-Id $http_x_request_id; proxy_set_header Host $host; }
        location /half { return 200 "$half\\n"; }
        location /gone { proxy_pass http://127.0.0.1:9; }
        location /slow { proxy_pass http://203.0.113.7; proxy_connect_timeout 2s; }
      }
    `,
    );
    const server = await world.start(world.server, start);
    const answers = await curl(world, "-H 'X-Request-Id: abc' 'http://web.example/pool/[1-8]'");
    expect(answers.split('\n').filter(Boolean).sort()).toEqual([
      ...Array(6).fill('one abc web.example'),
      ...Array(2).fill('two abc web.example'),
    ]);
    const halves = (await curl(world, "'http://web.example/half?[1-60]'")).split('\n').filter(Boolean);
    expect(new Set(halves)).toEqual(new Set(['one', 'two']));
    expect(await curl(world, "-o /dev/null -w '%{http_code}' web.example/gone")).toBe('502');
    expect(server.err()).toContain('connect() failed (111: Connection refused) while connecting to upstream, client: 10.244.1.2');
    expect(await curl(world, "-o /dev/null -w '%{http_code} %{time_total}' web.example/slow")).toMatch(/^504 2\.\d+$/);
  });

  it.each([
    ['server { listen 80; frobnicate on; }', 'unknown directive "frobnicate" in /etc/nginx/conf.d/default.conf:1'],
    ['server { listen 80; location / { listen 81; } }', '"listen" directive is not allowed here in /etc/nginx/conf.d/default.conf:1'],
    ['server { listen 80;', 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:'],
    ['server { location / { proxy_pass http://no.example; } }', 'host not found in upstream "no.example"'],
  ])('does not start with %j', async (config, message) => {
    const world = await withConfig(config);
    const server = await world.start(world.server, start);
    expect(await world.clock.drive(server.exited)).toBe(1);
    expect(server.err()).toContain(`[emerg] ${message}`);
  });

  it('reloads on command, and ends gracefully on SIGQUIT', async () => {
    const world = await withConfig('server { listen 80; return 200 old; }');
    const server = await world.start(world.server, start);
    expect(await curl(world, 'web.example')).toBe('old');
    world.server.files.write('/etc/nginx/conf.d/default.conf', 'server { listen 80; return 200 new; }');
    expect((await world.run(world.server, 'nginx -t')).err).toContain('test is successful');
    expect((await world.run(world.server, 'nginx -s reload')).code).toBe(0);
    await world.clock.advance(10);
    expect(await curl(world, 'web.example')).toBe('new');
    server.kill('SIGQUIT');
    expect(await world.clock.drive(server.exited)).toBe(0);
    expect(world.server.net.sockets().filter(({ state }) => state === 'LISTEN')).toEqual([]);
  });
});
