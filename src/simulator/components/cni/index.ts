// The image docker.io/podkova/kindnet.
import { goProgram } from '../../images/go-program.ts';
import type { Image } from '../../images/image.ts';
import { type CniParts, createCniAgent } from './program.ts';

/** Runs in a hostNetwork pod on every node. The node is the one that NODE_NAME or HOST_IP names. */
export function createCniImage(parts: CniParts): Image {
  return {
    repository: 'docker.io/podkova/kindnet',
    digest: 'sha256:a546f5206156717654d31197ed479bce8aa8c821c07cc271761e849cbd4c84dd',
    entrypoint: ['/bin/kindnetd'],
    programs: new Map([['kindnetd', goProgram(createCniAgent(parts))]]),
    pullMs: 1000,
  };
}
