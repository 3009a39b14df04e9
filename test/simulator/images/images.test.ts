// Images as containers use them: their shell, their tools, their files together.
import { describe, expect, it } from 'vitest';
import { agnhostImage, busyboxImage, nginxImage, toolboxImage } from '../../../src/simulator/images/index.ts';
import { createWorld } from './world.ts';

describe('an image', () => {
  it.each([
    [
      'agnhost',
      agnhostImage,
      ['/agnhost', 'sh', 'bash', 'curl', 'wget', 'dig', 'nslookup', 'nc', 'ip', 'ss', 'ping', 'cat', 'grep', 'sleep'],
    ],
    ['nginx', nginxImage, ['nginx', '/docker-entrypoint.sh', 'sh', 'curl', 'wget', 'nslookup', 'nc', 'cat', 'sleep']],
    ['busybox', busyboxImage, ['sh', 'wget', 'nslookup', 'nc', 'ping', 'ip', 'netstat', 'httpd', 'cat', 'sleep', 'hostname']],
    ['toolbox', toolboxImage, ['bash', 'sh', 'curl', 'dig', 'nslookup', 'nc', 'ss', 'ip', 'ping', 'getent', 'grep']],
  ] as const)('%s has the programs that lessons type', (_, image, names) => {
    expect(names.filter((name) => !image.programs.has(name))).toEqual([]);
  });

  it.each([
    ['agnhost', agnhostImage, ['nginx', 'kubectl']],
    ['nginx', nginxImage, ['bash', 'dig', 'ss']],
    ['busybox', busyboxImage, ['bash', 'curl', 'dig', 'ss', 'getent']],
  ] as const)('%s lacks what the real one lacks', (_, image, names) => {
    expect(names.filter((name) => image.programs.has(name))).toEqual([]);
  });
});

describe('a shell in a container', () => {
  it('runs tools in pipes and loops', async () => {
    const world = await createWorld(busyboxImage.programs, agnhostImage);
    await world.start(world.server, ['/agnhost', 'netexec', '--http-port=80', '--udp-port=-1']);
    const script = 'for i in 1 2; do wget -qO- http://web.example/hostname | grep w; echo $?; done';
    expect(await world.run(world.client, `sh -c '${script}'`)).toEqual({ code: 0, out: 'web\n0\nweb\n0\n', err: '' });
  });

  it('is what /shell of netexec runs', async () => {
    const world = await createWorld(toolboxImage.programs, agnhostImage);
    await world.start(world.server, ['/agnhost', 'netexec', '--http-port=80', '--udp-port=-1']);
    expect((await world.run(world.client, 'curl -sG --data-urlencode shellCommand=hostname web.example/shell')).out).toBe(
      '{"output":"web\\n"}',
    );
  });

  it('finds agnhost by its path, as exec probes call it', async () => {
    const world = await createWorld(toolboxImage.programs, agnhostImage);
    await world.start(world.server, ['/agnhost', 'netexec', '--http-port=80', '--udp-port=-1']);
    expect((await world.run(world.server, "sh -c '/agnhost connect $HOST:81 --timeout=2s'")).code).toBe(1);
    expect((await world.run(world.server, "sh -c '/agnhost connect 127.0.0.1:80 --timeout=2s'")).code).toBe(0);
  });

  it('serves one request with nc', async () => {
    const world = await createWorld(toolboxImage.programs, busyboxImage);
    const script = "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nhi\\n' | nc -l -p 8080";
    const server = await world.start(world.server, ['sh', '-c', script]);
    expect((await world.run(world.client, 'curl -s web.example:8080')).out).toBe('hi\n');
    expect(await world.clock.drive(server.exited)).toBe(0);
  });
});
