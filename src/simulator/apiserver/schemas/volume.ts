// core/v1 Volume. Of the many kinds of volumes those that need no storage of their own, and claims.
import { bool, int32, int64, keyedList, listOf, namedReference, quantity, struct, text, textMap, union } from './build.ts';
import { fieldSelector, resourceFieldSelector } from './container.ts';

const items = listOf(struct('KeyToPath', { key: text, path: text, mode: int32 }));
const downwardItems = listOf(
  struct('DownwardAPIVolumeFile', { path: text, fieldRef: fieldSelector, resourceFieldRef: resourceFieldSelector, mode: int32 }),
);

export const volumes = keyedList(
  'name',
  union('Volume', {
    name: text,
    hostPath: struct('HostPathVolumeSource', { path: text, type: text }),
    emptyDir: struct('EmptyDirVolumeSource', { medium: text, sizeLimit: quantity }),
    secret: struct('SecretVolumeSource', { secretName: text, items, defaultMode: int32, optional: bool }),
    configMap: struct('ConfigMapVolumeSource', { name: text, items, defaultMode: int32, optional: bool }),
    downwardAPI: struct('DownwardAPIVolumeSource', { items: downwardItems, defaultMode: int32 }),
    projected: struct('ProjectedVolumeSource', {
      sources: listOf(
        struct('VolumeProjection', {
          secret: struct('SecretProjection', { name: text, items, optional: bool }),
          downwardAPI: struct('DownwardAPIProjection', { items: downwardItems }),
          configMap: struct('ConfigMapProjection', { name: text, items, optional: bool }),
          serviceAccountToken: struct('ServiceAccountTokenProjection', { audience: text, expirationSeconds: int64, path: text }),
        }),
      ),
      defaultMode: int32,
    }),
    persistentVolumeClaim: struct('PersistentVolumeClaimVolumeSource', { claimName: text, readOnly: bool }),
    nfs: struct('NFSVolumeSource', { server: text, path: text, readOnly: bool }),
    csi: struct('CSIVolumeSource', {
      driver: text,
      readOnly: bool,
      fsType: text,
      volumeAttributes: textMap,
      nodePublishSecretRef: namedReference,
    }),
    image: struct('ImageVolumeSource', { reference: text, pullPolicy: text }),
  }),
);
