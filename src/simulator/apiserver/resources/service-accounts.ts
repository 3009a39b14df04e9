// ServiceAccounts (pkg/registry/core/serviceaccount/strategy.go).
import type { ServiceAccount } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { bool, keyedList, listOf, namedReference, objectReference } from '../schemas/build.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

export const serviceAccounts: Resource<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  schema: {
    secrets: keyedList('name', objectReference),
    imagePullSecrets: listOf(namedReference),
    automountServiceAccountToken: bool,
  },
  columns: [NAME, column('Secrets', 'The number of secrets that belong to it.'), AGE],
  cells: (account, nowMs) => [account.metadata.name, account.secrets?.length ?? 0, ageOf(account, nowMs)],
};
