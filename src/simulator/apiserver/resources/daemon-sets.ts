// DaemonSets (pkg/registry/apps/daemonset/strategy.go).
import type { DaemonSet } from '../../objects.ts';
import { same } from '../copy.ts';
import type { Resource } from '../resource.ts';
import { conditions, int32, int64, intOrString, labelSelector, struct, text } from '../schemas/build.ts';
import { podTemplate } from '../schemas/pod-spec.ts';
import { validateDaemonSet, validateSelectorUpdate } from '../validation/workload.ts';
import { AGE, ageOf, column, formatLabels, NAME, TEMPLATE_COLUMNS, templateCells } from './columns.ts';
import { applyTemplateDefaults } from './workload-defaults.ts';

export const daemonSets: Resource<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  generation: 'spec',
  schema: {
    spec: struct('DaemonSetSpec', {
      selector: labelSelector,
      template: podTemplate,
      updateStrategy: struct('DaemonSetUpdateStrategy', {
        type: text,
        rollingUpdate: struct('RollingUpdateDaemonSet', { maxUnavailable: intOrString, maxSurge: intOrString }),
      }),
      minReadySeconds: int32,
      revisionHistoryLimit: int32,
    }),
    status: struct('DaemonSetStatus', {
      currentNumberScheduled: int32,
      numberMisscheduled: int32,
      desiredNumberScheduled: int32,
      numberReady: int32,
      observedGeneration: int64,
      updatedNumberScheduled: int32,
      numberAvailable: int32,
      numberUnavailable: int32,
      collisionCount: int32,
      conditions: conditions('DaemonSetCondition'),
    }),
  },
  columns: [
    NAME,
    column('Desired', 'The number of nodes that should run a pod.', 'integer'),
    column('Current', 'The number of nodes that run one.', 'integer'),
    column('Ready', 'The number of pods that are ready.', 'integer'),
    column('Up-to-date', 'The number of pods with the newest template.', 'integer'),
    column('Available', 'The number of pods that have been ready for long enough.', 'integer'),
    column('Node Selector', 'Labels of the nodes that should run a pod.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  cells: (set, nowMs) => [
    set.metadata.name,
    set.status.desiredNumberScheduled,
    set.status.currentNumberScheduled,
    set.status.numberReady,
    set.status.updatedNumberScheduled ?? 0,
    set.status.numberAvailable ?? 0,
    formatLabels(set.spec.template.spec.nodeSelector),
    ageOf(set, nowMs),
    ...templateCells(set.spec.template, set.spec.selector),
  ],
  applyDefaults(set) {
    applyTemplateDefaults(set);
    set.status ??= emptyStatus();
    set.spec.updateStrategy ??= { type: 'RollingUpdate' };
    set.spec.updateStrategy.type ||= 'RollingUpdate';
    if (set.spec.updateStrategy.type === 'RollingUpdate') {
      set.spec.updateStrategy.rollingUpdate = { maxSurge: 0, maxUnavailable: 1, ...set.spec.updateStrategy.rollingUpdate };
    }
    set.spec.revisionHistoryLimit ??= 10;
  },
  prepareForCreate(set) {
    set.status = emptyStatus();
    set.metadata.annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: '1' };
  },
  prepareForUpdate(set, old) {
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const generation = same(set.spec.template, old.spec.template) ? before : before + 1;
    set.metadata.annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
  },
  validate: validateDaemonSet,
  validateUpdate: validateSelectorUpdate,
};

/** extensions/v1beta1's spec.templateGeneration lives on as an annotation. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const emptyStatus = (): DaemonSet['status'] => ({
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
});
