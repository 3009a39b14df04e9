// Deletes what has lost its owners; foreground and orphan deletion (pkg/controller/garbagecollector).

import type { AnyResource } from '../apiserver/index.ts';
import { type Api, allResources } from '../apiserver/index.ts';
import type { KubeObject } from '../objects.ts';
import { type ControllerContext, createQueue, stopAll } from './controller.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface Known {
  readonly resource: AnyResource;
  readonly object: KubeObject;
}

export function startGarbageCollector(context: ControllerContext): () => void {
  const { api } = context;
  /** Everything that there is, by UID. */
  const known = new Map<string, Known>();
  /** UIDs of dependents, by their owner's UID. */
  const dependents = new Map<string, Set<string>>();

  const queue = createQueue(context, 'garbagecollector', (uid) => {
    const entry = known.get(uid);
    if (!entry) return;
    const current = api.find(entry.resource, entry.object.metadata.namespace, entry.object.metadata.name);
    if (current?.metadata.uid !== uid) return;
    const { finalizers = [], deletionTimestamp } = current.metadata;
    if (deletionTimestamp && finalizers.includes(ORPHAN)) orphanDependents(entry.resource, current);
    else if (deletionTimestamp && finalizers.includes(FOREGROUND)) deleteDependents(entry.resource, current);
    else if (!deletionTimestamp) collectWhenOwnerless(entry.resource, current);
  });

  function dependentsOf(uid: string): Known[] {
    return [...(dependents.get(uid) ?? [])].flatMap((dependent) => known.get(dependent) ?? []);
  }

  function orphanDependents(resource: AnyResource, owner: KubeObject): void {
    for (const { resource: kind, object } of dependentsOf(owner.metadata.uid)) dropReference(api, kind, object, owner.metadata.uid);
    dropFinalizer(api, resource, owner, ORPHAN);
  }

  function deleteDependents(resource: AnyResource, owner: KubeObject): void {
    const { uid } = owner.metadata;
    const left = dependentsOf(uid).filter(({ object }) => object.metadata.ownerReferences?.some((reference) => reference.uid === uid));
    const blocking = left.filter(({ object }) =>
      object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
    );
    if (blocking.length === 0) {
      dropFinalizer(api, resource, owner, FOREGROUND);
      return;
    }
    for (const { object, resource: kind } of left)
      if (!object.metadata.deletionTimestamp)
        api.delete(kind, object.metadata.namespace, object.metadata.name, {
          propagationPolicy: 'Foreground',
          preconditions: { uid: object.metadata.uid },
        });
  }

  function collectWhenOwnerless(resource: AnyResource, object: KubeObject): void {
    const { ownerReferences, namespace, name, uid } = object.metadata;
    if (!ownerReferences?.length) return;
    const absent = ownerReferences.filter((reference) => !exists(api, reference, namespace));
    if (absent.length === ownerReferences.length)
      api.delete(resource, namespace, name, { propagationPolicy: 'Background', preconditions: { uid } });
    else for (const reference of absent) dropReference(api, resource, object, reference.uid);
  }

  function watchKind(resource: AnyResource): () => void {
    return api.watch(resource, {}, ({ type, object, previous }) => {
      const { uid } = object.metadata;
      for (const { uid: owner } of previous?.metadata.ownerReferences ?? []) dependents.get(owner)?.delete(uid);
      for (const { uid: owner } of object.metadata.ownerReferences ?? []) {
        if (type === 'DELETED') {
          dependents.get(owner)?.delete(uid);
          queue.add(owner);
        } else dependents.set(owner, (dependents.get(owner) ?? new Set()).add(uid));
      }
      if (type === 'DELETED') {
        known.delete(uid);
        for (const dependent of dependents.get(uid) ?? []) queue.add(dependent);
        dependents.delete(uid);
        return;
      }
      known.set(uid, { resource, object });
      if (object.metadata.deletionTimestamp || object.metadata.ownerReferences?.length) queue.add(uid);
    });
  }

  return stopAll([queue.stop, ...allResources.filter(({ kind }) => kind !== 'Event').map(watchKind)]);
}

/** An owner counts only with the UID that the reference names. A kind that the server does not know is taken to exist. */
function exists(
  api: Api,
  reference: { apiVersion: string; kind: string; name: string; uid: string },
  namespace: string | undefined,
): boolean {
  const resource = allResources.find(
    ({ group, version, kind }) => kind === reference.kind && reference.apiVersion === (group ? `${group}/${version}` : version),
  );
  if (!resource) return true;
  return api.find(resource, resource.namespaced ? namespace : undefined, reference.name)?.metadata.uid === reference.uid;
}

function dropReference(api: Api, resource: AnyResource, object: KubeObject, uid: string): void {
  api.change(resource, object.metadata.namespace, object.metadata.name, (copy) => {
    const rest = (copy.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
    if (rest.length) copy.metadata.ownerReferences = rest;
    else delete copy.metadata.ownerReferences;
  });
}

function dropFinalizer(api: Api, resource: AnyResource, object: KubeObject, finalizer: string): void {
  api.change(resource, object.metadata.namespace, object.metadata.name, (copy) => {
    const rest = (copy.metadata.finalizers ?? []).filter((other) => other !== finalizer);
    if (rest.length) copy.metadata.finalizers = rest;
    else delete copy.metadata.finalizers;
  });
}
