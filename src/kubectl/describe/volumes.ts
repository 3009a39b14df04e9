// The volumes of a pod or a pod template, as `kubectl describe` shows them.
import type { Fields } from '../objects.ts';
import { textOr } from './common.ts';
import type { DescribeWriter } from './writer.ts';

type Line = readonly [string, string | number | boolean];

const optional = ({ optional: value }: Fields): Line => ['Optional:', value === true];

/** Kind of the source, and the lines that say more. */
const sources: Readonly<Record<string, (source: Fields) => readonly Line[]>> = {
  emptyDir: ({ medium, sizeLimit }) => [
    ['Type:', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
    ['Medium:', medium ?? ''],
    ['SizeLimit:', textOr(sizeLimit, '<unset>')],
  ],
  hostPath: ({ path, type }) => [
    ['Type:', 'HostPath (bare host directory volume)'],
    ['Path:', path],
    ['HostPathType:', type ?? ''],
  ],
  configMap: (source) => [['Type:', 'ConfigMap (a volume populated by a ConfigMap)'], ['Name:', source.name ?? ''], optional(source)],
  secret: (source) => [['Type:', 'Secret (a volume populated by a Secret)'], ['SecretName:', source.secretName ?? ''], optional(source)],
  persistentVolumeClaim: ({ claimName, readOnly }) => [
    ['Type:', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
    ['ClaimName:', claimName],
    ['ReadOnly:', readOnly === true],
  ],
  downwardAPI: ({ items }) => [
    ['Type:', 'DownwardAPI (a volume populated by information about the pod)'],
    ['Items:', ''],
    ...((items ?? []) as Fields[]).map(({ fieldRef, path }): Line => [`  ${fieldRef?.fieldPath ?? ''} -> ${path}`, '']),
  ],
  projected: ({ sources: parts }) => [
    ['Type:', 'Projected (a volume that contains injected data from multiple sources)'],
    ...((parts ?? []) as Fields[]).flatMap(({ secret, downwardAPI, configMap, serviceAccountToken }): Line[] => {
      if (secret)
        return [
          ['SecretName:', secret.name],
          ['Optional:', secret.optional === true],
        ];
      if (downwardAPI) return [['DownwardAPI:', true]];
      if (configMap)
        return [
          ['ConfigMapName:', configMap.name],
          ['Optional:', configMap.optional === true],
        ];
      return serviceAccountToken ? [['TokenExpirationSeconds:', serviceAccountToken.expirationSeconds ?? 3600]] : [];
    }),
  ],
};

export function writeVolumes(out: DescribeWriter, volumes: readonly Fields[] | undefined, level: number): void {
  if (!volumes?.length) {
    out.line(level, 'Volumes:', '<none>');
    return;
  }
  out.line(level, 'Volumes:');
  for (const { name, ...source } of volumes) {
    out.raw(`${level === 0 ? '  ' : '   '}${name}:\n`);
    const kind = Object.keys(sources).find((each) => source[each]);
    const lines = kind ? (sources[kind]?.(source[kind] as Fields) ?? []) : [['<unknown>', ''] as Line];
    for (const [head, value] of lines) out.line(2, head, ...(value === '' && !head.endsWith(':') ? [] : head === 'Items:' ? [] : [value]));
  }
}
