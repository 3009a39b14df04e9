// The API as the simulator's own parts use it: the verbs below HTTP, with the same admission, defaulting, validation and
// storage as a request from outside. Synchronous, since nothing of it waits. Objects handed out are frozen: copy to change.
import type { Draft, KubeObject, LabelSelector } from '../objects.ts';
import type { Resource } from './resource.ts';

export interface ListQuery {
  readonly namespace?: string;
  /** As in a URL: `app=web,tier!=db,env in (a,b)`. */
  readonly labelSelector?: string | LabelSelector;
  /** As in a URL: `metadata.name=web,status.phase=Running`. */
  readonly fieldSelector?: string;
}

export interface WatchEvent<T extends KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
  /** What it was before; absent for ADDED. */
  readonly previous?: T;
}

export interface DeleteOptions {
  /** 0 deletes at once; without it the kind's own default (pods: their terminationGracePeriodSeconds). */
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface UpdateOptions {
  /**
   * What alone is written. `finalize` is a namespace's spec.finalizers: an emptied list ends a namespace that is being
   * deleted. `binding` is a pod's node, with the condition that says so.
   */
  readonly subresource?: 'status' | 'finalize' | 'binding';
}

export type Unsubscribe = () => void;

/** Every failure is an `ApiError` (status.ts) with the Status object that HTTP would answer. */
export interface Api {
  /** Undefined when there is none. */
  find<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string): T | undefined;
  list<T extends KubeObject>(resource: Resource<T>, query?: ListQuery): readonly T[];
  create<T extends KubeObject>(resource: Resource<T>, draft: Draft<T>): T;
  /** Throws Conflict when `object.metadata.resourceVersion` is set and not the current one. */
  update<T extends KubeObject>(resource: Resource<T>, object: T, options?: UpdateOptions): T;
  /** Reads, lets `change` alter a copy, and updates; nothing is written when `change` altered nothing. Undefined when it does not exist. */
  change<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    change: (copy: T) => void,
    options?: UpdateOptions,
  ): T | undefined;
  /** Undefined when it does not exist. A graceful deletion answers the object with its deletionTimestamp. */
  delete<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string, options?: DeleteOptions): T | undefined;
  /** Tells of every object that there is (as ADDED), then of every change, in order, each in a microtask of its own. */
  watch<T extends KubeObject>(resource: Resource<T>, query: ListQuery, listener: (event: WatchEvent<T>) => void): Unsubscribe;
}
