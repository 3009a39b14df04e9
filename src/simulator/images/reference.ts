// Image references as the container runtime reads them (distribution/reference, ParseNormalizedNamed).

export interface ImageReference {
  /** Registry and path in full: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Undefined when `text` is no reference at all (`InvalidImageName`). */
export function parseImageReference(text: string): ImageReference | undefined {
  const [, beforeDigest = '', digest] = /^([^@]*)(?:@(.*))?$/.exec(text) ?? [];
  if (digest !== undefined && !/^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(digest)) return undefined;
  const lastSlash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', lastSlash + 1);
  const name = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon < 0 ? undefined : beforeDigest.slice(colon + 1);
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  const parts = name.split('/');
  const first = parts[0] as string;
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = hasRegistry ? (parts.shift() as string) : 'docker.io';
  if (!/^[\w.-]+(?::\d+)?$/.test(registry)) return undefined;
  if (!parts.every((part) => pathPart.test(part))) return undefined;
  const official = (registry === 'docker.io' || registry === 'index.docker.io') && parts.length === 1;
  const domain = registry === 'index.docker.io' ? 'docker.io' : registry;
  return { repository: `${domain}/${official ? 'library/' : ''}${parts.join('/')}`, tag: tag ?? (digest ? undefined : 'latest'), digest };
}
