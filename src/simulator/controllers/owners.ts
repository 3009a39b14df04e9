// Who owns what: finding, adopting and releasing dependents (pkg/controller/controller_ref_manager.go).

import type { Resource } from '../apiserver/index.ts';
import { type Api, matchesSelector } from '../apiserver/index.ts';
import type { KubeObject, LabelSelector, OwnerReference } from '../objects.ts';

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

export function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference that a controller puts into what it makes. */
export function referenceTo(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/**
 * Everything in the owner's namespace that belongs to it. An orphan whose labels match is adopted; what is owned and no
 * longer matches is released. Nothing is adopted by an owner that is being deleted.
 */
export function claim<T extends KubeObject>(api: Api, resource: Resource<T>, owner: KubeObject, selector: LabelSelector): T[] {
  const { namespace, deletionTimestamp } = owner.metadata;
  const claimed: T[] = [];
  for (const object of api.list(resource, namespace === undefined ? {} : { namespace })) {
    const matches = matchesSelector(selector, object.metadata.labels);
    const controller = controllerOf(object);
    if (controller?.uid === owner.metadata.uid) {
      if (matches) claimed.push(object);
      else if (!deletionTimestamp) release(api, resource, object, owner);
    } else if (!controller && matches && !deletionTimestamp && !object.metadata.deletionTimestamp) {
      const adopted = adopt(api, resource, object, owner);
      if (adopted) claimed.push(adopted);
    }
  }
  return claimed;
}

function adopt<T extends KubeObject>(api: Api, resource: Resource<T>, object: T, owner: KubeObject): T | undefined {
  return api.change(resource, object.metadata.namespace, object.metadata.name, (copy) => {
    copy.metadata.ownerReferences = [...(copy.metadata.ownerReferences ?? []), referenceTo(owner)];
  });
}

function release<T extends KubeObject>(api: Api, resource: Resource<T>, object: T, owner: KubeObject): void {
  api.change(resource, object.metadata.namespace, object.metadata.name, (copy) => {
    const rest = (copy.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
    if (rest.length) copy.metadata.ownerReferences = rest;
    else delete copy.metadata.ownerReferences;
  });
}
