// The ReplicaSets of a Deployment as its history: which one is current, how it is made, which ones go
// (pkg/controller/deployment/{sync,util}.go).
import { ApiError, deployments, replicaSets } from '../apiserver/index.ts';
import type { Deployment, PodTemplate, ReplicaSet } from '../objects.ts';
import { byAge, newSize, type Rollout, sizeAnnotations } from './deployment-rollout.ts';
import { recordProgress } from './deployment-status.ts';
import { controllerOf, referenceTo } from './owners.ts';
import { canonical, hashOf } from './template-hash.ts';

const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
/** Annotations of a Deployment that say nothing about its template. */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** The oldest set with the Deployment's template. */
export function findNewReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = canonical(withoutHash(deployment.spec.template));
  return [...sets].sort(byAge).find((set) => canonical(withoutHash(set.spec.template)) === wanted);
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  const { labels: __, ...metadata } = template.metadata ?? {};
  return { ...template, metadata: Object.keys(labels).length ? { ...metadata, labels } : metadata };
}

/** Finds or makes the set of the current template, and gives it the newest revision. Undefined after a hash collision. */
export function ensureNewReplicaSet(rollout: Rollout): ReplicaSet | undefined {
  const { api, deployment, sets } = rollout;
  const existing = findNewReplicaSet(deployment, sets);
  const revision = String(Math.max(0, ...sets.filter((set) => set !== existing).map(revisionOf)) + 1);
  const set = existing ? renew(rollout, existing, revision) : create(rollout, revision);
  if (set) setRevision(rollout, set.metadata.annotations?.[REVISION] ?? revision);
  if (existing && set) recordProgress(rollout, 'FoundNewReplicaSet', `Found new replica set "${existing.metadata.name}"`);
  return set && api.find(replicaSets, set.metadata.namespace, set.metadata.name);
}

function renew({ api, deployment }: Rollout, set: ReplicaSet, revision: string): ReplicaSet | undefined {
  return api.change(replicaSets, set.metadata.namespace, set.metadata.name, (copy) => {
    const annotations = { ...copy.metadata.annotations, ...copiedAnnotations(deployment), ...sizeAnnotations(deployment) };
    const before = annotations[REVISION];
    if (Number(revision) > Number(before ?? 0)) {
      if (before) annotations[HISTORY] = [...(annotations[HISTORY]?.split(',') ?? []), before].join(',');
      annotations[REVISION] = revision;
    }
    copy.metadata.annotations = annotations;
    if (deployment.spec.minReadySeconds) copy.spec.minReadySeconds = deployment.spec.minReadySeconds;
    else if (copy.spec.minReadySeconds) copy.spec.minReadySeconds = 0;
  });
}

function create(rollout: Rollout, revision: string): ReplicaSet | undefined {
  const { api, deployment, recorder, sets } = rollout;
  const { name, namespace } = deployment.metadata;
  const hash = hashOf(deployment.spec.template, deployment.status.collisionCount);
  const template: PodTemplate = structuredClone(deployment.spec.template);
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, [HASH_LABEL]: hash } };
  const selector = structuredClone(deployment.spec.selector);
  selector.matchLabels = { ...selector.matchLabels, [HASH_LABEL]: hash };
  const draft = {
    metadata: {
      name: `${name}-${hash}`,
      namespace: namespace ?? '',
      labels: { ...template.metadata.labels },
      annotations: { ...copiedAnnotations(deployment), ...sizeAnnotations(deployment), [REVISION]: revision },
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas: 0,
      selector,
      template,
      ...(deployment.spec.minReadySeconds ? { minReadySeconds: deployment.spec.minReadySeconds } : {}),
    },
  };
  draft.spec.replicas = newSize(deployment, { spec: { replicas: 0 } } as ReplicaSet, sets);
  try {
    const set = api.create(replicaSets, draft);
    if (draft.spec.replicas > 0) {
      const message = `Scaled up replica set ${set.metadata.name} from 0 to ${draft.spec.replicas}`;
      recorder.record(deployment, 'Normal', 'ScalingReplicaSet', message);
    }
    recordProgress(rollout, 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`);
    return set;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const other = api.find(replicaSets, namespace, draft.metadata.name);
    if (other && isSame(deployment, other)) return other;
    if (other) countCollision(rollout);
    else recordProgress(rollout, 'ReplicaSetCreateError', `Failed to create new replica set "${draft.metadata.name}": ${error.message}`);
    throw error;
  }
}

function isSame(deployment: Deployment, set: ReplicaSet): boolean {
  return (
    controllerOf(set)?.uid === deployment.metadata.uid &&
    canonical(withoutHash(set.spec.template)) === canonical(withoutHash(deployment.spec.template))
  );
}

function countCollision({ api, deployment }: Rollout): void {
  api.change(
    deployments,
    deployment.metadata.namespace,
    deployment.metadata.name,
    (copy) => {
      copy.status.collisionCount = (copy.status.collisionCount ?? 0) + 1;
    },
    { subresource: 'status' },
  );
}

function setRevision({ api, deployment }: Rollout, revision: string): void {
  // Through the status, as upstream: it does not count as a new generation.
  api.change(
    deployments,
    deployment.metadata.namespace,
    deployment.metadata.name,
    (copy) => {
      copy.metadata.annotations = { ...copy.metadata.annotations, [REVISION]: revision };
    },
    { subresource: 'status' },
  );
}

function copiedAnnotations({ metadata }: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)));
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** Deletes what revisionHistoryLimit does not keep: only sets that are empty and at rest. */
export function removeOldReplicaSets({ api, deployment }: Rollout, sets: readonly ReplicaSet[]): void {
  const current = findNewReplicaSet(deployment, sets);
  const old = sets.filter((set) => set !== current && !set.metadata.deletionTimestamp);
  const surplus = old.length - deployment.spec.revisionHistoryLimit;
  if (surplus <= 0) return;
  for (const set of [...old].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus)) {
    const busy =
      set.status.replicas !== 0 || set.spec.replicas !== 0 || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0);
    if (!busy) api.delete(replicaSets, set.metadata.namespace, set.metadata.name, { propagationPolicy: 'Background' });
  }
}
