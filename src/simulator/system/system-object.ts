// An object that a fresh cluster has, with the kind that it is of.
import type { AnyResource, Resource } from '../apiserver/index.ts';
import type { Draft, KubeObject } from '../objects.ts';

export interface SystemObject {
  readonly resource: AnyResource;
  readonly draft: Draft<KubeObject>;
}

/** `draft` is taken as a client would send it: the server fills in what it leaves out. */
export function systemObject<T extends KubeObject>(resource: Resource<T>, draft: PartialDraft<Draft<T>>): SystemObject {
  return { resource: resource as unknown as AnyResource, draft: draft as unknown as Draft<KubeObject> };
}

/** What defaults would add may be left out, at any depth. */
export type PartialDraft<T> = T extends readonly (infer E)[]
  ? PartialDraft<E>[]
  : T extends object
    ? { [K in keyof T]?: PartialDraft<T[K]> }
    : T;
