// Where objects are kept: one counter of revisions for all kinds, and a history of changes for watches (as etcd and the
// watch cache). Knows nothing of admission, defaults or HTTP.
import type { KubeObject } from '../objects.ts';
import { noParts, type Parts } from '../parts.ts';
import { freeze } from './copy.ts';
import type { Resource } from './resource.ts';
import { ApiError } from './status.ts';

export interface Change<T extends KubeObject = KubeObject> {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** For DELETED: the last state, with the revision of the deletion. */
  readonly object: T;
  readonly previous?: T;
}

/** Changes of one kind that a watch may still ask for; the watch cache of a real server begins with as many. */
const HISTORY_LENGTH = 1000;

type Listener = (change: Change) => void;

class Collection {
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();
  readonly #sorted = new Map<string, readonly KubeObject[]>();
  readonly history: Change[] = [];
  readonly listeners = new Set<Listener>();
  /** Changes up to this revision are forgotten. */
  forgotten = 0;

  find(namespace: string, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(namespace: string, name: string, object: KubeObject | undefined): void {
    let objects = this.#namespaces.get(namespace);
    if (!objects) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    if (object) objects.set(name, object);
    else objects.delete(name);
    if (objects.size === 0) this.#namespaces.delete(namespace);
    this.#sorted.delete(namespace);
  }

  list(namespace: string): readonly KubeObject[] {
    let sorted = this.#sorted.get(namespace);
    if (!sorted) {
      const objects = this.#namespaces.get(namespace);
      sorted = objects ? [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object) : [];
      this.#sorted.set(namespace, sorted);
    }
    return sorted;
  }

  all(): readonly KubeObject[] {
    return [...this.#namespaces.keys()].sort().flatMap((namespace) => this.list(namespace));
  }
}

const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';

export class Storage {
  #revision: number;
  readonly #collections = new Map<string, Collection>();
  readonly #parts: Parts;
  readonly #firstRevision: number;

  /** Begins with what `parts` holds. Watches that go back before this moment are told that it is gone. */
  constructor(parts: Parts = noParts) {
    this.#parts = parts;
    this.#revision = parts.find<number>('revision') ?? 0;
    this.#firstRevision = this.#revision;
    for (const part of parts.names('object/')) {
      const [, resource = '', namespace = '', name = ''] = part.split('/');
      const dot = resource.indexOf('.');
      const object = parts.find<KubeObject>(part);
      if (object) this.#collection({ plural: resource.slice(0, dot), group: resource.slice(dot + 1) }).set(namespace, name, freeze(object));
    }
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  find<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string): T | undefined {
    return this.#collection(resource).find(namespace ?? '', name) as T | undefined;
  }

  /** Ordered by namespace, then by name. */
  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): readonly T[] {
    const collection = this.#collection(resource);
    return (namespace ? collection.list(namespace) : collection.all()) as readonly T[];
  }

  /** Keeps `object` (and freezes it) under a new revision. */
  put<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const collection = this.#collection(resource);
    const previous = collection.find(namespaceOf(object), object.metadata.name);
    object.metadata.resourceVersion = String(++this.#revision);
    collection.set(namespaceOf(object), object.metadata.name, freeze(object));
    this.#keep(resource, object, true);
    this.#tell(collection, { revision: this.#revision, type: previous ? 'MODIFIED' : 'ADDED', object, ...(previous && { previous }) });
    return object;
  }

  /** Takes an object out, and answers it as it was last, with the revision of its deletion. */
  remove<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const collection = this.#collection(resource);
    const previous = collection.find(namespaceOf(object), object.metadata.name);
    const last = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } });
    collection.set(namespaceOf(object), object.metadata.name, undefined);
    this.#keep(resource, object, false);
    this.#tell(collection, { revision: this.#revision, type: 'DELETED', object: last, ...(previous && { previous }) });
    return last;
  }

  /** What changed after `revision`, oldest first. Throws Gone when the history does not reach back so far. */
  changesSince<T extends KubeObject>(resource: Resource<T>, revision: number): readonly Change<T>[] {
    const { history, forgotten } = this.#collection(resource);
    if (revision < forgotten) throw ApiError.gone(revision, forgotten);
    const from = history.findIndex((change) => change.revision > revision);
    return (from < 0 ? [] : history.slice(from)) as unknown as readonly Change<T>[];
  }

  /** `listener` hears of every change at once, within the write. */
  onChange<T extends KubeObject>(resource: Resource<T>, listener: (change: Change<T>) => void): () => void {
    const { listeners } = this.#collection(resource);
    const own: Listener = (change) => listener(change as unknown as Change<T>);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  #collection(resource: { readonly group: string; readonly plural: string }): Collection {
    const key = `${resource.group}/${resource.plural}`;
    let collection = this.#collections.get(key);
    if (!collection) {
      collection = new Collection();
      collection.forgotten = this.#firstRevision;
      this.#collections.set(key, collection);
    }
    return collection;
  }

  #keep(resource: { readonly group: string; readonly plural: string }, object: KubeObject, there: boolean): void {
    const part = `object/${resource.plural}.${resource.group}/${namespaceOf(object)}/${object.metadata.name}`;
    if (there) this.#parts.changed(part, () => object);
    else this.#parts.gone(part);
    this.#parts.changed('revision', () => this.#revision);
  }

  #tell(collection: Collection, change: Change): void {
    collection.history.push(change);
    if (collection.history.length > HISTORY_LENGTH) collection.forgotten = collection.history.shift()?.revision ?? 0;
    for (const listener of [...collection.listeners]) listener(change);
  }
}
