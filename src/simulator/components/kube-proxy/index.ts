// The image registry.k8s.io/kube-proxy.
import { goProgram } from '../../images/go-program.ts';
import type { Image } from '../../images/image.ts';
import { createKubeProxy, type KubeProxyParts } from './program.ts';

/** Runs in a hostNetwork pod; programs the node that NODE_NAME or --hostname-override names. */
export function createKubeProxyImage(parts: KubeProxyParts): Image {
  return {
    repository: 'registry.k8s.io/kube-proxy',
    digest: 'sha256:364da8a25c742d7a35e9635cb8cf42c1faf5b367760d0f9f9a75bdd1f9d52703',
    command: ['kube-proxy'],
    programs: new Map([['kube-proxy', goProgram(createKubeProxy(parts))]]),
    pullMs: 1500,
  };
}

export { installChains } from './install.ts';
export { planServicePorts, type ServicePortPlan } from './plan.ts';
export { wantedChains } from './rules.ts';
