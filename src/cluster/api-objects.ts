// Objects of a Kubernetes API over nothing but fetch: what every driver's Cluster and ClusterWriter share.
import { type ClusterWriter, type ListQuery, type ObjectRef, Problem, type Unsubscribe } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';

export type Fetch = (request: Request) => Promise<Response>;

interface ResourcePlace {
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ApiObjects {
  get<T>(ref: ObjectRef): Promise<T | undefined>;
  list<T>(query: ListQuery): Promise<readonly T[]>;
  /** `onChange` hears of every change after the first answer, and when changes may have been missed. */
  watch(query: ListQuery, onChange: () => void): Unsubscribe;
  create(object: object, options?: { readonly strict?: boolean }): Promise<ObjectRef>;
  patch(ref: ObjectRef, patch: object): Promise<void>;
  replace(object: object): Promise<void>;
  remove: ClusterWriter['remove'];
}

/** What an API server answers instead of an object, with its HTTP status. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const origin = 'https://kubernetes.default.svc';
/** How long to wait before a watch that broke is tried again. */
const REWATCH_MS = 1_000;

export function createApiObjects(fetch: Fetch, clock: Clock): ApiObjects {
  const resources = new Map<string, Promise<ReadonlyMap<string, ResourcePlace>>>();

  async function call(method: string, path: string, body?: object, type = 'application/json', signal?: AbortSignal): Promise<Response> {
    const request = new Request(origin + path, {
      method,
      headers: { accept: 'application/json', ...(body ? { 'content-type': type } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
    let response: Response;
    try {
      response = await fetch(request);
    } catch (cause) {
      throw new Problem('cluster-unreachable', `${method} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    if (response.ok) return response;
    const status = (await response.json().catch(() => undefined)) as { message?: string } | undefined;
    throw new ApiRefusal(response.status, status?.message ?? `${method} ${path}: HTTP ${response.status}`);
  }

  const groupPath = (apiVersion: string) => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

  async function discover(apiVersion: string): Promise<ReadonlyMap<string, ResourcePlace>> {
    const response = await call('GET', groupPath(apiVersion));
    const { resources: found } = (await response.json()) as { resources: { name: string; kind: string; namespaced: boolean }[] };
    return new Map(
      found.filter(({ name }) => !name.includes('/')).map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]),
    );
  }

  /** Rejects with the problem `unsupported` for a kind that the cluster does not serve. */
  async function pathOf(apiVersion: string, kind: string, namespace?: string, name?: string): Promise<string> {
    let known = resources.get(apiVersion);
    if (!known) {
      known = discover(apiVersion).catch((error) => {
        resources.delete(apiVersion);
        if (error instanceof ApiRefusal && error.status === 404) return new Map<string, ResourcePlace>();
        throw error;
      });
      resources.set(apiVersion, known);
    }
    const place = (await known).get(kind);
    if (!place) throw new Problem('unsupported', `the cluster does not serve ${kind} in ${apiVersion}`);
    const within = place.namespaced && namespace ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${within}/${place.plural}${name ? `/${name}` : ''}`;
  }

  const listPath = async ({ apiVersion, kind, namespace, labelSelector }: ListQuery, more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...(labelSelector ? { labelSelector } : {}), ...more }).toString();
    return `${await pathOf(apiVersion, kind, namespace)}${query ? `?${query}` : ''}`;
  };

  async function follow(query: ListQuery, onChange: () => void, signal: AbortSignal): Promise<void> {
    const first = await call('GET', await listPath(query, { limit: '1' }), undefined, undefined, signal);
    const { metadata } = (await first.json()) as { metadata: { resourceVersion: string } };
    const path = await listPath(query, { watch: '1', resourceVersion: metadata.resourceVersion });
    const response = await call('GET', path, undefined, undefined, signal);
    const reader = response.body?.getReader();
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return;
      onChange();
    }
  }

  return {
    async get<T>(ref: ObjectRef) {
      try {
        const response = await call('GET', await pathOf(ref.apiVersion, ref.kind, ref.namespace, ref.name));
        return (await response.json()) as T;
      } catch (error) {
        if (error instanceof ApiRefusal && error.status === 404) return undefined;
        throw asProblem(error);
      }
    },
    async list<T>(query: ListQuery) {
      try {
        const response = await call('GET', await listPath(query));
        const { items } = (await response.json()) as { items: object[] };
        // A list leaves its items' type to be known from the list's own.
        return items.map((item) => ({ ...item, apiVersion: query.apiVersion, kind: query.kind })) as unknown as readonly T[];
      } catch (error) {
        throw asProblem(error);
      }
    },
    watch(query, onChange) {
      const stopping = new AbortController();
      let cancelRetry: (() => void) | undefined;
      const start = () => {
        follow(query, onChange, stopping.signal).then(again, again);
      };
      const again = () => {
        if (stopping.signal.aborted) return;
        cancelRetry = clock.after(REWATCH_MS, () => {
          start();
          onChange();
        });
      };
      start();
      return () => {
        stopping.abort();
        cancelRetry?.();
      };
    },
    async create(object, options) {
      const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };
      const path = await pathOf(apiVersion, kind, metadata.namespace ?? 'default');
      try {
        const response = await call('POST', `${path}${options?.strict ? '?fieldValidation=Strict' : ''}`, object);
        const made = (await response.json()) as { metadata: { name: string; namespace?: string } };
        return refTo(apiVersion, kind, made.metadata);
      } catch (error) {
        if (!options?.strict && error instanceof ApiRefusal && error.status === 409) return refTo(apiVersion, kind, metadata);
        throw error;
      }
    },
    async patch(ref, patch) {
      await call('PATCH', await pathOf(ref.apiVersion, ref.kind, ref.namespace, ref.name), patch, 'application/merge-patch+json');
    },
    async replace(object) {
      const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };
      await call('PUT', await pathOf(apiVersion, kind, metadata.namespace, metadata.name), object);
    },
    async remove(ref, options = {}) {
      try {
        await call('DELETE', await pathOf(ref.apiVersion, ref.kind, ref.namespace, ref.name), {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          ...options,
        });
      } catch (error) {
        if (!(error instanceof ApiRefusal && error.status === 404)) throw error;
      }
    },
  };
}

function refTo(apiVersion: string, kind: string, { name, namespace }: { name: string; namespace?: string }): ObjectRef {
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
}

function asProblem(error: unknown): unknown {
  return error instanceof ApiRefusal ? new Problem('cluster-unreachable', error.message, { cause: error }) : error;
}
