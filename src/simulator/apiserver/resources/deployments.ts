// Deployments (pkg/registry/apps/deployment/strategy.go).
import type { Deployment } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { bool, conditions, int32, int64, intOrString, labelSelector, struct, text, time, union } from '../schemas/build.ts';
import { podTemplate } from '../schemas/pod-spec.ts';
import { validateDeployment, validateDeploymentUpdate } from '../validation/workload.ts';
import { AGE, ageOf, column, NAME, TEMPLATE_COLUMNS, templateCells } from './columns.ts';
import { applyTemplateDefaults } from './workload-defaults.ts';

export const deployments: Resource<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  generation: 'spec-and-annotations',
  schema: {
    spec: struct('DeploymentSpec', {
      replicas: int32,
      selector: labelSelector,
      template: podTemplate,
      strategy: union('DeploymentStrategy', {
        type: text,
        rollingUpdate: struct('RollingUpdateDeployment', { maxUnavailable: intOrString, maxSurge: intOrString }),
      }),
      minReadySeconds: int32,
      revisionHistoryLimit: int32,
      paused: bool,
      progressDeadlineSeconds: int32,
    }),
    status: struct('DeploymentStatus', {
      observedGeneration: int64,
      replicas: int32,
      updatedReplicas: int32,
      readyReplicas: int32,
      availableReplicas: int32,
      unavailableReplicas: int32,
      terminatingReplicas: int32,
      conditions: conditions('DeploymentCondition', { lastUpdateTime: time }),
      collisionCount: int32,
    }),
  },
  columns: [
    NAME,
    column('Ready', 'Number of the pod with ready state.'),
    column('Up-to-date', 'Number of pods that have the desired template.'),
    column('Available', 'Number of pods that have been ready for long enough.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  cells: (deployment, nowMs) => [
    deployment.metadata.name,
    `${deployment.status.readyReplicas ?? 0}/${deployment.spec.replicas}`,
    deployment.status.updatedReplicas ?? 0,
    deployment.status.availableReplicas ?? 0,
    ageOf(deployment, nowMs),
    ...templateCells(deployment.spec.template, deployment.spec.selector),
  ],
  applyDefaults(deployment) {
    applyTemplateDefaults(deployment);
    deployment.status ??= {};
    const { spec } = deployment;
    spec.replicas ??= 1;
    spec.strategy ??= { type: 'RollingUpdate' };
    spec.strategy.type ||= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate ??= { maxSurge: '25%', maxUnavailable: '25%' };
      spec.strategy.rollingUpdate.maxSurge ??= '25%';
      spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
  },
  prepareForCreate(deployment) {
    deployment.status = {};
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
};
