// The image podkova/toolbox: bash and the network tools, for debugging.
import type { Image } from './image.ts';
import { networkTools } from './tools/index.ts';
import { bashUserland } from './userland.ts';

export const toolboxImage: Image = {
  repository: 'docker.io/podkova/toolbox',
  digest: 'sha256:0f2c1a5f7c3a7c8e1d6b9e4f5a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
  command: ['bash'],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/root',
  programs: bashUserland(networkTools),
  files: {
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="13"\n',
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  },
  pullMs: 3000,
};
