// Container images: what runs in the pods of the simulated cluster, and the tools that go with it.
export { agnhost, agnhostImage } from './agnhost/index.ts';
export { busyboxImage } from './busybox.ts';
export * from './http/index.ts';
export type { Image, ImageRegistry } from './image.ts';
export { nginx, nginxImage } from './nginx/index.ts';
export { type ImageReference, parseImageReference } from './reference.ts';
export { createImageRegistry } from './registry.ts';
export { toolboxImage } from './toolbox.ts';
export { networkTools } from './tools/index.ts';
