// The image docker.io/library/busybox.
import { httpd } from './httpd.ts';
import type { Image } from './image.ts';
import { busyboxFiles } from './os-files.ts';
import { busyboxUserland } from './userland.ts';

export const busyboxImage: Image = {
  repository: 'docker.io/library/busybox',
  digest: 'sha256:73aaf090f3d85aa34ee199857f03fa3a95c8ede2ffd4cc2cdb5b94e566b11662',
  command: ['sh'],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/',
  programs: busyboxUserland([['httpd', httpd]]),
  files: busyboxFiles,
  pullMs: 900,
};
