// What can be done with objects, below HTTP and below the in-process Api: defaults, admission, validation, storage
// (apiserver pkg/registry/generic/registry/store.go). Everything is synchronous.
import type { Clock } from '../../clock.ts';
import type { KubeObject, Metadata } from '../objects.ts';
import type { Random } from '../random.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission/index.ts';
import type { DeleteOptions, ListQuery, UpdateOptions } from './api.ts';
import { copyOf, same, timestamp } from './copy.ts';
import { planDeletion } from './deletion.ts';
import { compileFieldSelector } from './field-selectors.ts';
import type { AnyResource, FieldFault, Resource } from './resource.ts';
import { compileSelector } from './selectors.ts';
import { ApiError } from './status.ts';
import type { Storage } from './storage.ts';
import { keepSystemFields, withPart } from './update.ts';
import { validateMetadata, validateMetadataUpdate } from './validation/metadata.ts';

export interface WriteOptions extends UpdateOptions {
  /** Do everything but the write. */
  readonly dryRun?: boolean;
  /** Nobody else holds the object that is handed in: it need not be copied. */
  readonly owned?: boolean;
}

type Incoming = { metadata?: Partial<Metadata> };

export interface Verbs {
  /** Throws NotFound. */
  get<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string): T;
  list<T extends KubeObject>(resource: Resource<T>, query?: ListQuery): readonly T[];
  create<T extends KubeObject>(resource: Resource<T>, draft: Incoming, options?: WriteOptions): T;
  update<T extends KubeObject>(resource: Resource<T>, object: T, options?: WriteOptions): T;
  /** `gone` tells whether the object is out of the store now. Throws NotFound. */
  delete<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions & { readonly dryRun?: boolean },
  ): { readonly object: T; readonly gone: boolean };
}

/** Compiles the selectors of a query, and the namespace of a watch. */
export function compileQuery<T extends KubeObject>(resource: Resource<T>, query: ListQuery): (object: T) => boolean {
  const tests: ((object: T) => boolean)[] = [];
  const { namespace, labelSelector, fieldSelector } = query;
  if (namespace && resource.namespaced) tests.push((object) => object.metadata.namespace === namespace);
  if (labelSelector) {
    const matches = compileSelector(labelSelector);
    tests.push((object) => matches(object.metadata.labels));
  }
  if (fieldSelector) tests.push(compileFieldSelector(resource, fieldSelector));
  return (object) => tests.every((test) => test(object));
}

/** `namespace` and `name` as fields of an options object, absent when undefined. */
const withNamespace = (namespace: string | undefined) => (namespace === undefined ? {} : { namespace });

export function createVerbs(parts: { storage: Storage; clock: Clock; random: Random; admission: readonly AdmissionPlugin[] }): Verbs {
  const { storage, clock, random, admission } = parts;
  const admit = (request: AdmissionRequest) => {
    for (const plugin of admission) plugin.admit?.(request);
  };
  const allocate = (request: AdmissionRequest) => {
    for (const plugin of admission) plugin.allocate?.(request);
  };
  const refuse = <T extends KubeObject>(resource: Resource<T>, name: string, faults: readonly FieldFault[]) => {
    if (faults.length > 0) throw ApiError.invalid(resource, name, faults);
  };

  const verbs: Verbs = {
    get(resource, namespace, name) {
      const found = storage.find(resource, namespace, name);
      if (!found) throw ApiError.notFound(resource, name);
      return found;
    },

    list(resource, query = {}) {
      const all = storage.list(resource, resource.namespaced ? query.namespace : undefined);
      return query.labelSelector || query.fieldSelector ? all.filter(compileQuery(resource, query)) : all;
    },

    create<T extends KubeObject>(resource: Resource<T>, draft: Incoming, options: WriteOptions = {}) {
      const object = started(resource, draft, options.owned) as T;
      const { metadata } = object;
      if (metadata.resourceVersion) throw ApiError.unexpected('resourceVersion should not be set on objects to be created');
      resource.applyDefaults?.(object);
      const request = (): AdmissionRequest => ({
        operation: 'CREATE',
        resource: resource as unknown as AnyResource,
        object,
        ...withNamespace(metadata.namespace),
        name: metadata.name ?? '',
      });
      admit(request());
      for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generation'] as const) delete metadata[field];
      metadata.uid = random.uuid();
      metadata.creationTimestamp = timestamp(clock.now());
      if (resource.generation) metadata.generation = 1;
      if (resource.subresources?.includes('status') && !resource.statusOnCreate) delete (object as { status?: unknown }).status;
      resource.prepareForCreate?.(object);
      if (!metadata.name && metadata.generateName) metadata.name = `${metadata.generateName.slice(0, 58)}${random.suffix()}`;
      refuse(resource, metadata.name, [...validateMetadata(resource, object), ...(resource.validate?.(object) ?? [])]);
      if (storage.find(resource, metadata.namespace, metadata.name)) throw ApiError.alreadyExists(resource, metadata.name);
      allocate(request());
      return options.dryRun ? object : storage.put(resource, object);
    },

    update<T extends KubeObject>(resource: Resource<T>, input: T, options: WriteOptions = {}) {
      const { name, namespace, resourceVersion, uid } = input.metadata;
      const old = verbs.get(resource, namespace, name);
      if (uid && uid !== old.metadata.uid) {
        const key = ['/registry', resource.plural, namespace, name].filter(Boolean).join('/');
        const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
        throw ApiError.conflict(
          resource,
          name,
          `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
        );
      }
      if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw ApiError.conflict(resource, name);
      const incoming = started(resource, input, options.owned) as T;
      resource.applyDefaults?.(incoming);
      const object = options.subresource ? withPart(incoming, old, options.subresource) : incoming;
      const request: AdmissionRequest = {
        operation: 'UPDATE',
        resource: resource as unknown as AnyResource,
        object,
        old,
        ...(options.subresource && { subresource: options.subresource }),
        ...withNamespace(namespace),
        name,
      };
      admit(request);
      if (!options.subresource) {
        keepSystemFields(resource, object, old);
        refuse(resource, name, [
          ...validateMetadata(resource, object),
          ...validateMetadataUpdate(object, old),
          ...(resource.validate?.(object) ?? []),
          ...(resource.validateUpdate?.(object, old) ?? []),
        ]);
      }
      allocate(request);
      object.metadata.resourceVersion = old.metadata.resourceVersion;
      if (same(object, old)) return old;
      if (options.dryRun) return object;
      const { metadata } = object;
      const leaves = metadata.deletionTimestamp && !metadata.finalizers?.length && !metadata.deletionGracePeriodSeconds;
      return leaves && !resource.holdsDeletion?.(object) ? storage.remove(resource, object) : storage.put(resource, object);
    },

    delete(resource, namespace, name, options = {}) {
      const old = verbs.get(resource, namespace, name);
      admit({ operation: 'DELETE', resource: resource as unknown as AnyResource, old, ...withNamespace(namespace), name });
      const { object, now } = planDeletion(resource, old, options, clock.now());
      if (options.dryRun) return { object, gone: now };
      if (now) return { object: storage.remove(resource, object), gone: true };
      return { object: same(object, old) ? old : storage.put(resource, object), gone: false };
    },
  };
  return verbs;
}

/** A copy of what came in, in the usual order of fields, with nothing missing that everything has. */
function started<T extends KubeObject>(resource: Resource<T>, input: Incoming, owned = false): KubeObject {
  const {
    metadata = {},
    apiVersion: _version,
    kind: _kind,
    ...rest
  } = (owned ? input : copyOf(input)) as Incoming & Record<string, unknown>;
  if (!resource.namespaced) delete metadata.namespace;
  const apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version;
  return { apiVersion, kind: resource.kind, metadata: metadata as Metadata, ...rest };
}
