// Nothing is created in a namespace that is not there or is going; some namespaces stay for ever
// (apiserver pkg/admission/plugin/namespace/lifecycle).
import type { Namespace } from '../../objects.ts';
import type { AnyResource } from '../resource.ts';
import { ApiError } from '../status.ts';
import type { Storage } from '../storage.ts';
import { type AdmissionPlugin, isKind } from './plugin.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

export function namespaceLifecycle(parts: { storage: Storage; namespaces: AnyResource }): AdmissionPlugin {
  return {
    admit(request) {
      const { operation, resource, name, namespace } = request;
      if (operation === 'DELETE' && isKind(request, '', 'Namespace') && IMMORTAL.has(name)) {
        throw ApiError.forbidden(resource, name, 'this namespace may not be deleted');
      }
      if (operation !== 'CREATE' || !resource.namespaced) return;
      const found = parts.storage.find(parts.namespaces, undefined, namespace ?? '') as Namespace | undefined;
      if (!found) throw ApiError.notFound(parts.namespaces, namespace ?? '');
      if (found.status.phase !== 'Terminating' && !found.metadata.deletionTimestamp) return;
      throw ApiError.forbidden(resource, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
        { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
      ]);
    },
  };
}
