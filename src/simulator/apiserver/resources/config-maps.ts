// ConfigMaps (pkg/registry/core/configmap/strategy.go).
import type { ConfigMap } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { bool, textMap } from '../schemas/build.ts';
import { validateConfigMap, validateConfigMapUpdate } from '../validation/config-map.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

export const configMaps: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  schema: { data: textMap, binaryData: textMap, immutable: bool },
  columns: [NAME, column('Data', 'The number of its keys.'), AGE],
  cells: (map, nowMs) => [
    map.metadata.name,
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map, nowMs),
  ],
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
};
