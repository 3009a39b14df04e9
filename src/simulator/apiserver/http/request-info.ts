// What a URL asks for (apiserver pkg/endpoints/request/requestinfo.go).

export interface RequestInfo {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  /** '' when the path goes no further: the resources of a version. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Undefined for a path outside of /api and /apis, or one that stops before a version. */
export function parsePath(path: string): RequestInfo | undefined {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const root = parts.shift();
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'apis' ? parts.shift() : '';
  const version = parts.shift();
  if (group === undefined || version === undefined) return undefined;
  // /namespaces/x/pods is about pods in x; /namespaces/x and its own subresources are about the namespace.
  const ofNamespace = parts[0] === 'namespaces' && parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize';
  const namespace = ofNamespace ? parts[1] : undefined;
  const [resource = '', name, ...subresource] = ofNamespace ? parts.slice(2) : parts;
  return {
    group,
    version,
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource.length > 0 && { subresource: subresource.join('/') }),
  };
}
