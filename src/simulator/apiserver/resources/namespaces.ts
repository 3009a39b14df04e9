// Namespaces (pkg/registry/core/namespace).
import type { Namespace } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { conditions, struct, text, texts } from '../schemas/build.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const namespaces: Resource<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status', 'finalize'],
  nameRule: 'dns-label',
  schema: {
    spec: struct('NamespaceSpec', { finalizers: texts }),
    status: struct('NamespaceStatus', { phase: text, conditions: conditions('NamespaceCondition') }),
  },
  columns: [NAME, column('Status', 'Whether it is in use or going.'), AGE],
  cells: (namespace, nowMs) => [namespace.metadata.name, namespace.status.phase, ageOf(namespace, nowMs)],
  applyDefaults(namespace) {
    namespace.spec ??= {};
    if (namespace.metadata.name) namespace.metadata.labels = { ...namespace.metadata.labels, [NAME_LABEL]: namespace.metadata.name };
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' };
    if (!namespace.spec.finalizers?.includes('kubernetes'))
      namespace.spec.finalizers = [...(namespace.spec.finalizers ?? []), 'kubernetes'];
  },
  prepareForUpdate(namespace, old) {
    namespace.spec = structuredClone(old.spec);
  },
  prepareForDelete(namespace) {
    namespace.status.phase = 'Terminating';
    delete namespace.metadata.deletionGracePeriodSeconds;
  },
  holdsDeletion: (namespace) => (namespace.spec.finalizers?.length ?? 0) > 0,
  selectableFields: ({ metadata, status }) => ({ 'metadata.name': metadata.name, 'status.phase': status?.phase ?? '' }),
};
