// Who calls in the learner's own cluster: a pod of each Deployment that the picture names, and what it meets.
import type { SessionHost } from '../../../session/index.ts';
import type { Pod } from '../../../simulator/objects.ts';
import { titleOf } from '../two-sided-gate/live.ts';
import type { Axes, Cells } from './draw.ts';

/** Tells the cells after every sample. A Deployment without a running pod calls nobody. */
export function watchReach(host: SessionHost, axes: Axes, onCells: (cells: Cells) => void): () => void {
  const namespaces = [...new Set(axes.callers.map((caller) => caller.split('/')[0] as string))];
  const pods = new Map<string, readonly Pod[]>();
  let asked = '';
  let stopReach: (() => void) | undefined;
  const ask = () => {
    if (pods.size < namespaces.length) return;
    const callers = axes.callers.map((caller) => callerOf(caller, [...pods.values()].flat()));
    const found = callers.flatMap((pod) => (pod ? [pod] : []));
    const key = JSON.stringify(found);
    if (key === asked) return;
    asked = key;
    stopReach?.();
    const targets = axes.targets.map(targetOf);
    stopReach = host.reach({ callers: found, targets }, (reached) => {
      const left = [...reached];
      onCells(callers.map((pod) => (pod ? (left.shift() ?? []) : axes.targets.map(() => null))));
    });
  };
  const undo = namespaces.map((namespace) =>
    host.read({ apiVersion: 'v1', kind: 'Pod', namespace }, (objects) => {
      pods.set(namespace, objects as Pod[]);
      ask();
    }),
  );
  return () => {
    for (const stop of undo) stop();
    stopReach?.();
  };
}

export function callerOf(caller: string, pods: readonly Pod[]): { readonly namespace: string; readonly pod: string } | undefined {
  const [namespace, title] = caller.split('/');
  const found = pods.find(
    (pod) =>
      pod.metadata.namespace === namespace && titleOf(pod) === title && pod.status?.phase === 'Running' && !pod.metadata.deletionTimestamp,
  );
  return found && { namespace: namespace as string, pod: found.metadata.name };
}

function targetOf(target: string): { readonly host: string; readonly port: number } {
  const at = target.lastIndexOf(':');
  return { host: target.slice(0, at), port: Number(target.slice(at + 1)) };
}
