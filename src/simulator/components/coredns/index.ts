// The image registry.k8s.io/coredns/coredns.
import type { Image } from '../../images/image.ts';
import { type CoreDnsParts, createCoreDns } from './program.ts';

export function createCoreDnsImage(parts: CoreDnsParts): Image {
  const program = createCoreDns(parts);
  return {
    repository: 'registry.k8s.io/coredns/coredns',
    digest: 'sha256:e8c262566636e6bc340ece6473b0eed193cad045384401529721ddbe6463d31c',
    entrypoint: ['/coredns'],
    programs: new Map([
      ['coredns', program],
      ['/coredns', program],
    ]),
    pullMs: 1500,
  };
}

export { answerFromCluster } from './kubernetes/answer.ts';
export type { KubernetesOptions } from './kubernetes/find.ts';
export type { ClusterRecords, KnownEndpoints, KnownService } from './kubernetes/records.ts';
