// Every pod runs as a service account and finds its token in a volume (plugin/pkg/admission/serviceaccount).

import type { Pod, PodSpec, ServiceAccount, Volume } from '../../objects.ts';
import type { Random } from '../../random.ts';
import type { AnyResource } from '../resource.ts';
import { ApiError } from '../status.ts';
import type { Storage } from '../storage.ts';
import { type AdmissionPlugin, isKind } from './plugin.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour and seven seconds: kubelets renew such a token before it ends. */
const TOKEN_SECONDS = 3607;

export function serviceAccountOfPod(parts: { storage: Storage; random: Random; serviceAccounts: AnyResource }): AdmissionPlugin {
  return {
    admit(request) {
      if (request.operation !== 'CREATE' || request.subresource || !isKind(request, '', 'Pod')) return;
      const { spec, metadata } = request.object as Pod;
      spec.serviceAccountName = spec.serviceAccountName || spec.serviceAccount || 'default';
      spec.serviceAccount = spec.serviceAccountName;
      const name = spec.serviceAccountName;
      const account = parts.storage.find(parts.serviceAccounts, metadata.namespace, name) as ServiceAccount | undefined;
      if (!account) {
        const why = `error looking up service account ${metadata.namespace}/${name}: serviceaccount "${name}" not found`;
        throw ApiError.forbidden(request.resource, request.name, why);
      }
      if (account.imagePullSecrets?.length && !('imagePullSecrets' in spec))
        Object.assign(spec, { imagePullSecrets: account.imagePullSecrets });
      if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(spec, parts.random);
    },
  };
}

function mountToken(spec: PodSpec, random: Random): void {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const without = containers.filter((container) => !container.volumeMounts?.some((mount) => mount.mountPath === MOUNT_PATH));
  if (without.length === 0) return;
  const existing = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const volume = existing ?? tokenVolume(`kube-api-access-${random.suffix()}`);
  if (!existing) spec.volumes = [...(spec.volumes ?? []), volume];
  for (const container of without) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: MOUNT_PATH, name: volume.name, readOnly: true }];
  }
}

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
      { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
    ],
  },
});
