// ReplicaSets (pkg/registry/apps/replicaset/strategy.go).
import type { ReplicaSet } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { conditions, int32, int64, labelSelector, struct } from '../schemas/build.ts';
import { podTemplate } from '../schemas/pod-spec.ts';
import { validateReplicaSet, validateSelectorUpdate } from '../validation/workload.ts';
import { AGE, ageOf, column, NAME, TEMPLATE_COLUMNS, templateCells } from './columns.ts';
import { applyTemplateDefaults } from './workload-defaults.ts';

export const replicaSets: Resource<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  generation: 'spec',
  schema: {
    spec: struct('ReplicaSetSpec', { replicas: int32, minReadySeconds: int32, selector: labelSelector, template: podTemplate }),
    status: struct('ReplicaSetStatus', {
      replicas: int32,
      fullyLabeledReplicas: int32,
      readyReplicas: int32,
      availableReplicas: int32,
      terminatingReplicas: int32,
      observedGeneration: int64,
      conditions: conditions('ReplicaSetCondition'),
    }),
  },
  columns: [
    NAME,
    column('Desired', 'The number of pods that are wanted.', 'integer'),
    column('Current', 'The number of pods that there are.', 'integer'),
    column('Ready', 'The number of pods that are ready.', 'integer'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  cells: (set, nowMs) => [
    set.metadata.name,
    set.spec.replicas,
    set.status.replicas ?? 0,
    set.status.readyReplicas ?? 0,
    ageOf(set, nowMs),
    ...templateCells(set.spec.template, set.spec.selector),
  ],
  applyDefaults(set) {
    applyTemplateDefaults(set);
    set.status ??= { replicas: 0 };
    set.spec.replicas ??= 1;
  },
  prepareForCreate(set) {
    set.status = { replicas: 0 };
  },
  validate: validateReplicaSet,
  validateUpdate: validateSelectorUpdate,
  selectableFields: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.replicas': String(status?.replicas ?? 0),
  }),
};
