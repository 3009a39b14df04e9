// Keeps a node's gates up to date with the API: policies, pods, and namespaces' labels.
import type { Cancel } from '../../../../clock.ts';
import { type Api, type Labels, namespaces, networkPolicies, pods, type WatchEvent } from '../../../apiserver/index.ts';
import type { NodeNetwork } from '../../../network/index.ts';
import type { KubeObject, NetworkPolicy, Pod } from '../../../objects.ts';
import { installGates } from './chains.ts';
import { isFiltered, planGates } from './gates.ts';

/** Milliseconds between two writes of the rules: a rollout's many changes become few. */
const MIN_SYNC_PERIOD_MS = 100;

/** Until the undo is called; the rules then stay as they are. */
export function keepGates(api: Api, node: NodeNetwork): () => void {
  const { clock } = node;
  const policies = new Map<string, NetworkPolicy>();
  const knownPods = new Map<string, Pod>();
  const namespaceLabels = new Map<string, Labels>();
  let lastSyncMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel | undefined;
  const sync = () => {
    cancel = undefined;
    lastSyncMs = clock.now();
    installGates(
      node.netfilter,
      policies.size === 0 ? [] : planGates({ policies: policies.values(), pods: knownPods.values(), namespaceLabels }, node.name),
    );
  };
  const changed = () => {
    cancel ??= clock.after(Math.max(0, lastSyncMs + MIN_SYNC_PERIOD_MS - clock.now()), sync);
  };
  const keep = <T extends KubeObject, V>(
    { type, object }: WatchEvent<T>,
    known: Map<string, V>,
    value: V,
    same: (a: V, b: V) => boolean,
  ) => {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const before = known.get(key);
    if (type === 'DELETED') known.delete(key);
    else known.set(key, value);
    if (type === 'DELETED' || before === undefined || !same(before, value)) changed();
  };
  const stops = [
    api.watch(networkPolicies, {}, (event) => keep(event, policies, event.object, (a, b) => a === b)),
    api.watch(pods, {}, (event) => keep(event, knownPods, event.object, samePod)),
    api.watch(namespaces, {}, (event) => {
      const { name, labels = {} } = event.object.metadata;
      const before = namespaceLabels.get(name);
      namespaceLabels.set(name, labels);
      if (JSON.stringify(before) !== JSON.stringify(labels)) changed();
    }),
  ];
  changed();
  return () => {
    for (const stop of stops) stop();
    cancel?.();
  };
}

/** Whether two versions of a pod are one to a policy. A pod's ports and node never change. */
function samePod(a: Pod, b: Pod): boolean {
  return (
    a.metadata.uid === b.metadata.uid &&
    a.status.podIP === b.status.podIP &&
    isFiltered(a) === isFiltered(b) &&
    JSON.stringify(a.metadata.labels) === JSON.stringify(b.metadata.labels)
  );
}
