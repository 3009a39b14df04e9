// The images that nodes of this world can pull.
import { agnhostImage } from './agnhost/index.ts';
import { busyboxImage } from './busybox.ts';
import { alpineImage, curlImage, dnsutilsImage, netshootImage } from './debugging.ts';
import type { Image, ImageRegistry } from './image.ts';
import { nginxImage } from './nginx/index.ts';
import { parseImageReference } from './reference.ts';
import { toolboxImage } from './toolbox.ts';

const builtIn: readonly Image[] = [
  agnhostImage,
  nginxImage,
  busyboxImage,
  toolboxImage,
  alpineImage,
  curlImage,
  netshootImage,
  dnsutilsImage,
];

/** Any tag of a repository that it knows is there; a digest must be the image's own. `extra` comes before the built-in ones. */
export function createImageRegistry(extra: readonly Image[] = []): ImageRegistry {
  const images = new Map([...builtIn, ...extra].map((image) => [image.repository, image]));
  return (text) => {
    const reference = parseImageReference(text);
    if (!reference) return undefined;
    const image = images.get(reference.repository);
    if (image && reference.digest !== undefined && reference.digest !== image.digest) return undefined;
    return image;
  };
}
