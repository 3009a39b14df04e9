// A driver whose cluster only keeps objects: nothing in it runs, and a call is answered as a table of objects can tell.
import { type Cluster, type ClusterWriter, type ObjectRef, Problem } from '../../grader/index.ts';
import { realClock } from '../../src/clock.ts';
import type { ClusterDriver, RunningCluster } from '../../src/cluster/driver.ts';
import { type ScriptedTerminal, scriptedTerminal } from '../terminal/doubles.ts';

interface Kept {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Record<string, string>;
}

export interface KeepingDriver extends ClusterDriver {
  /** Clusters that were started, oldest first. */
  readonly started: readonly KeptCluster[];
  /** While set, no cluster gets ready. */
  stuck: boolean;
  /** The next start fails with it. */
  failure: Problem | undefined;
}

export interface KeptCluster extends RunningCluster {
  readonly shells: readonly ScriptedTerminal[];
  readonly stopped: boolean;
  put(object: Kept): void;
  lose(problem: Problem): void;
}

export function keepingDriver(): KeepingDriver {
  const started: KeptCluster[] = [];
  const driver: KeepingDriver = {
    name: 'sim',
    features: new Set(['several-nodes']),
    started,
    stuck: false,
    failure: undefined,
    unavailable: async () => undefined,
    list: async () => started.filter(({ stopped }) => !stopped),
    async start(spec, { signal, onStep }) {
      onStep({ en: `starting ${spec.nodes}`, ru: `запускается ${spec.nodes}` });
      while (driver.stuck) await realClock.sleep(5, signal);
      const { failure } = driver;
      driver.failure = undefined;
      if (failure) throw failure;
      onStep({ en: 'ready', ru: 'готово' });
      const cluster = keptCluster(`kept-${started.length}`);
      started.push(cluster);
      return cluster;
    },
  };
  return driver;
}

const keyOf = (ref: ObjectRef) => `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;

function keptCluster(id: string): KeptCluster {
  const objects = new Map<string, Kept>();
  const watchers = new Set<(type: string, object: Kept) => void>();
  const shells: ScriptedTerminal[] = [];
  const lost = new Set<(problem: Problem) => void>();
  let stopped = false;
  const refOf = ({ apiVersion, kind, metadata }: Kept): ObjectRef => ({ apiVersion, kind, ...metadata });
  const put = (object: Kept) => {
    objects.set(keyOf(refOf(object)), object);
    for (const watcher of watchers) watcher('MODIFIED', object);
  };
  const lacks = () => Promise.reject(new Problem('unsupported', 'nothing runs in this cluster'));
  const ofKind = (kind: string) => [...objects.values()].filter((object) => object.kind === kind);
  const cluster: Cluster = {
    get: async <T>(ref: ObjectRef) => objects.get(keyOf(ref)) as T | undefined,
    list: async <T>({ kind }: { kind: string }) => ofKind(kind) as unknown as readonly T[],
    watch({ kind }, onChange) {
      const watcher = (_: string, object: Kept) => object.kind === kind && onChange();
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    /** Every policy closes everything; nobody is called `gone`. */
    connect: async ({ from }) => {
      if (from !== 'outside' && 'pod' in from && from.pod.name === 'gone') throw new Problem('probe-place-missing', 'gone');
      return [ofKind('NetworkPolicy').length > 0 ? 'timed-out' : 'connected'];
    },
    request: lacks,
    resolve: lacks,
    may: lacks,
    read: lacks,
  };
  const writer: ClusterWriter = {
    async create(object) {
      put(object as Kept);
      return refOf(object as Kept);
    },
    async patch(ref, patch) {
      const before = objects.get(keyOf(ref)) as Kept;
      put({ ...before, data: { ...before.data, ...(patch as Kept).data } });
    },
    replace: async (object) => put(object as Kept),
    remove: async (ref) => void objects.delete(keyOf(ref)),
    exec: lacks,
  };
  return {
    id,
    cluster,
    writer,
    clock: realClock,
    learner: { fetch: async (request) => answer(request, ofKind('ConfigMap'), watchers) },
    async terminal() {
      const shell = scriptedTerminal();
      shell.say(`shell ${shells.length} of ${id}\r\n`);
      shells.push(shell);
      return shell;
    },
    pause: async () => undefined,
    resume: async () => undefined,
    onLost(listener) {
      lost.add(listener);
      return () => lost.delete(listener);
    },
    async stop() {
      stopped = true;
    },
    shells,
    get stopped() {
      return stopped;
    },
    put,
    lose: (problem) => {
      for (const listener of lost) listener(problem);
    },
  };
}

/** Discovery, lists and watches of ConfigMaps. */
function answer(request: Request, items: readonly Kept[], watchers: Set<(type: string, object: Kept) => void>): Response {
  const url = new URL(request.url);
  if (url.pathname === '/api/v1') return Response.json({ resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] });
  if (!url.pathname.endsWith('/configmaps')) return Response.json({ kind: 'Status' }, { status: 404 });
  if (url.searchParams.get('watch') !== 'true') return Response.json({ metadata: { resourceVersion: '1' }, items });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const watcher = (type: string, object: Kept) => controller.enqueue(encoder.encode(`${JSON.stringify({ type, object })}\n`));
      watchers.add(watcher);
      request.signal.addEventListener('abort', () => {
        watchers.delete(watcher);
        controller.error(request.signal.reason);
      });
    },
  });
  return new Response(body);
}
