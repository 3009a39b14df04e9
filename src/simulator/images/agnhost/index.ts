// The image registry.k8s.io/e2e-test-images/agnhost, built on Alpine 3.21 (test/images/agnhost/Dockerfile, BASEIMAGE).
import type { Image } from '../image.ts';
import { alpineFiles } from '../os-files.ts';
import { bindTools, curl, iproute, openbsdNc } from '../tools/index.ts';
import { alpineUserland, bash } from '../userland.ts';
import { agnhost } from './program.ts';

export { agnhost } from './program.ts';

export const agnhostImage: Image = {
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  digest: 'sha256:352a050380078cb2a1c246357a0dfa2fcf243ee416b92ff28b44a01d1b4b0294',
  entrypoint: ['/agnhost'],
  command: ['pause'],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/',
  programs: alpineUserland(bindTools, iproute, openbsdNc, bash, [
    ['curl', curl],
    ['/agnhost', agnhost],
    ['/agnhost-2', agnhost],
  ]),
  files: alpineFiles('3.21.3'),
  pullMs: 2400,
};
