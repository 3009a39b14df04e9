// Finds and lists objects through the API, as any client does: discovery, list, watch.
import { Problem } from '../../grader/index.ts';
import type { ReadQuery } from './host.ts';

export interface LearnerApi {
  fetch(request: Request): Promise<Response>;
}

export interface ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string };
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: ApiObject }
  | { readonly type: 'BOOKMARK'; readonly object: object }
  | { readonly type: 'ERROR'; readonly object: object };

/** A URL needs a host; the API that answers does not look at it. */
const ORIGIN = 'http://cluster.invalid';

/** The URL of the objects that the query asks for. Rejects with `unsupported` when the cluster does not serve the kind. */
export async function findResource(api: LearnerApi, query: ReadQuery, signal: AbortSignal): Promise<URL> {
  const root = query.apiVersion.includes('/') ? `/apis/${query.apiVersion}` : `/api/${query.apiVersion}`;
  const { resources } = await get<{ resources: readonly { name: string; kind: string; namespaced: boolean }[] }>(
    api,
    new URL(root, ORIGIN),
    signal,
  );
  const resource = resources.find(({ name, kind }) => kind === query.kind && !name.includes('/'));
  if (!resource) throw new Problem('unsupported', `${query.apiVersion} has no ${query.kind}`);
  const scope = resource.namespaced && query.namespace !== undefined ? `/namespaces/${query.namespace}` : '';
  const url = new URL(`${root}${scope}/${resource.name}`, ORIGIN);
  if (query.name !== undefined) url.searchParams.set('fieldSelector', `metadata.name=${query.name}`);
  if (query.labelSelector !== undefined) url.searchParams.set('labelSelector', query.labelSelector);
  return url;
}

export async function get<T>(api: LearnerApi, url: URL, signal: AbortSignal): Promise<T> {
  const response = await api.fetch(new Request(url, { headers: { accept: 'application/json' }, signal }));
  if (!response.ok) {
    await response.body?.cancel();
    throw new Problem(response.status === 404 ? 'unsupported' : 'cluster-unreachable', `GET ${url.pathname} answered ${response.status}`);
  }
  return (await response.json()) as T;
}

/** Events after `resourceVersion`, until the server ends the watch. */
export async function* watch(api: LearnerApi, url: URL, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  const watched = new URL(url);
  watched.searchParams.set('watch', 'true');
  watched.searchParams.set('resourceVersion', resourceVersion);
  const response = await api.fetch(new Request(watched, { headers: { accept: 'application/json' }, signal }));
  if (!response.ok || !response.body) throw new Problem('cluster-unreachable', `watching ${url.pathname} answered ${response.status}`);
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as WatchEvent;
  }
}
