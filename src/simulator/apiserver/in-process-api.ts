// The verbs as the simulator's own parts use them.
import type { KubeObject } from '../objects.ts';
import type { Api, ListQuery, Unsubscribe, WatchEvent } from './api.ts';
import { copyOf } from './copy.ts';
import type { Resource } from './resource.ts';
import type { Change, Storage } from './storage.ts';
import { compileQuery, type Verbs } from './verbs.ts';

export function createApi(storage: Storage, verbs: Verbs): Api {
  const api: Api = {
    find: (resource, namespace, name) => storage.find(resource, namespace, name),
    list: (resource, query) => verbs.list(resource, query),
    create: (resource, draft) => verbs.create(resource, draft),
    update: (resource, object, options) => verbs.update(resource, object, options),
    change(resource, namespace, name, change, options) {
      const found = storage.find(resource, namespace, name);
      if (!found) return undefined;
      const copy = copyOf(found);
      change(copy);
      return verbs.update(resource, copy, { ...options, owned: true });
    },
    delete(resource, namespace, name, options) {
      return storage.find(resource, namespace, name) && verbs.delete(resource, namespace, name, options).object;
    },
    watch: (resource, query, listener) => watchFromNow(storage, resource, query, listener),
  };
  return api;
}

/** How a change looks through a query: an object that begins to match is added, one that ceases to is deleted. */
export function seenThrough<T extends KubeObject>(matches: (object: T) => boolean, change: Change<T>): WatchEvent<T> | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && matches(previous);
  const after = type !== 'DELETED' && matches(object);
  if (after) return before ? { type: 'MODIFIED', object, previous: previous as T } : { type: 'ADDED', object };
  if (!before) return undefined;
  if (type === 'DELETED') return { type, object, previous };
  const last = { ...previous, metadata: { ...previous.metadata, resourceVersion: object.metadata.resourceVersion } };
  return { type: 'DELETED', object: last, previous };
}

function watchFromNow<T extends KubeObject>(
  storage: Storage,
  resource: Resource<T>,
  query: ListQuery,
  listener: (event: WatchEvent<T>) => void,
): Unsubscribe {
  const matches = compileQuery(resource, query);
  let active = true;
  const tell = (event: WatchEvent<T>) => queueMicrotask(() => active && listener(event));
  for (const object of storage.list(resource, resource.namespaced ? query.namespace : undefined))
    if (matches(object)) tell({ type: 'ADDED', object });
  const stop = storage.onChange(resource, (change) => {
    const event = seenThrough(matches, change);
    if (event) tell(event);
  });
  return () => {
    active = false;
    stop();
  };
}
