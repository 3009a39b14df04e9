// The image docker.io/library/nginx (its Alpine flavour, whatever the tag).
import type { Image } from '../image.ts';
import { alpineFiles } from '../os-files.ts';
import { curl } from '../tools/index.ts';
import { alpineUserland } from '../userland.ts';
import { dockerEntrypoint } from './entrypoint.ts';
import { nginxFiles } from './files.ts';
import { nginx } from './program.ts';
import { NGINX_VERSION } from './variables.ts';

export { nginx } from './program.ts';

export const nginxImage: Image = {
  repository: 'docker.io/library/nginx',
  digest: 'sha256:65645c7bb6a0661892a8b03b89d0743208a18dd2f3f17a54ef4b76fb8e2f2a10',
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['nginx', '-g', 'daemon off;'],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', NGINX_VERSION, PKG_RELEASE: '1', DYNPKG_RELEASE: '1' },
  workingDir: '/',
  programs: alpineUserland([
    ['curl', curl],
    ['nginx', nginx],
    ['/docker-entrypoint.sh', dockerEntrypoint],
  ]),
  files: { ...alpineFiles('3.21.3'), ...nginxFiles },
  pullMs: 1800,
};
