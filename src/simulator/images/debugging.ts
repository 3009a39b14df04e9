// Images that people reach for when they look into a cluster's network: Alpine, curl's own, netshoot, dnsutils.
import type { Program } from '../../shell/index.ts';
import type { Image } from './image.ts';
import { alpineFiles } from './os-files.ts';
import { bindTools, curl, networkTools } from './tools/index.ts';
import { alpineUserland, bash, bashUserland } from './userland.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const alpineImage: Image = {
  repository: 'docker.io/library/alpine',
  digest: 'sha256:4b7ce07002c69e8f3d704a9c5d6fd3053be500b7f1c69fc0d80990c2ad8dd412',
  command: ['/bin/sh'],
  env: { PATH },
  workingDir: '/',
  programs: alpineUserland(),
  files: alpineFiles('3.22.2'),
  pullMs: 800,
};

/** /entrypoint.sh of curlimages/curl: what is no command of the image is curl's arguments. */
const curlEntrypoint: Program = async (process) => {
  const [first = '', ...rest] = process.args;
  const known = !first.startsWith('-') && process.host.programs.has(first.replace(/^.*\//, ''));
  const child = known ? process.spawn(first, rest) : process.spawn('curl', process.args);
  process.signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  return child.exited;
};

export const curlImage: Image = {
  repository: 'docker.io/curlimages/curl',
  digest: 'sha256:463eaf6072688fe96ac64fa623fe73e1dbe25d8ad6c34404a669ad3ce1f104b6',
  entrypoint: ['/entrypoint.sh'],
  command: ['curl'],
  env: { PATH, ENTRYPOINT_SH: '/entrypoint.sh' },
  workingDir: '/home/curl_user',
  user: { name: 'curl_user', uid: 100 },
  programs: alpineUserland([
    ['curl', curl],
    ['/entrypoint.sh', curlEntrypoint],
  ]),
  files: alpineFiles('3.22.2'),
  pullMs: 900,
};

export const netshootImage: Image = {
  repository: 'docker.io/nicolaka/netshoot',
  digest: 'sha256:47b907d662d139d1e2f22bfb14f4efc1e3f1feed283c3c1e1b2f3ae2a8b1e5b6',
  command: ['bash'],
  env: { PATH },
  workingDir: '/root',
  programs: alpineUserland(networkTools, bash),
  files: alpineFiles('3.22.2'),
  pullMs: 7000,
};

export const dnsutilsImage: Image = {
  repository: 'registry.k8s.io/e2e-test-images/jessie-dnsutils',
  digest: 'sha256:8dfbf0c09d0ea0f3e7c2e1b9a2dbb5d3b1b2dd0f1d23c6a5c1a2a5f6c8cfb5f1',
  command: ['sleep', '3600'],
  env: { PATH },
  workingDir: '/',
  programs: bashUserland(bindTools),
  files: { '/etc/debian_version': '8.11\n', '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n' },
  pullMs: 4000,
};
