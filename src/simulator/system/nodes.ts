// The nodes of a kind cluster named podkova.
import { nodes } from '../apiserver/index.ts';
import type { Node } from '../objects.ts';
import { type SystemObject, systemObject } from './system-object.ts';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const KUBERNETES_VERSION = 'v1.34.4';
const CAPACITY = {
  cpu: '8',
  'ephemeral-storage': '102687672Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '16384000Ki',
  pods: '110',
};

/** What is in the image store of every node; nothing else can be had without a pull. */
const IMAGES: readonly (readonly [name: string, sizeBytes: number])[] = [
  ['registry.k8s.io/kube-apiserver:v1.34.4', 89_053_568],
  ['registry.k8s.io/kube-controller-manager:v1.34.4', 76_004_864],
  ['registry.k8s.io/kube-proxy:v1.34.4', 73_142_784],
  ['registry.k8s.io/etcd:3.6.5-0', 63_585_792],
  ['registry.k8s.io/e2e-test-images/agnhost:2.56', 58_130_432],
  ['docker.io/library/nginx:1.27-alpine', 48_235_520],
  ['docker.io/podkova/kindnet:v1', 44_101_632],
  ['registry.k8s.io/kube-scheduler:v1.34.4', 53_853_184],
  ['registry.k8s.io/coredns/coredns:v1.12.1', 22_384_128],
  ['docker.io/library/busybox:1.36', 2_215_936],
  ['docker.io/library/busybox:1.37', 2_215_936],
  ['registry.k8s.io/pause:3.10.1', 320_448],
];

export const CONTROL_PLANE_NODE = 'podkova-control-plane';
export const CONTROL_PLANE_ADDRESS = '172.18.0.2';
const NAMES = [CONTROL_PLANE_NODE, 'podkova-worker', 'podkova-worker2'] as const;

/** `at` is the time at which everything is well. */
export function nodeObjects(count: 1 | 3, at: string): SystemObject[] {
  return NAMES.slice(0, count).map((name, index) => systemObject(nodes, nodeOf(name, index, count, at)));
}

function nodeOf(
  name: string,
  index: number,
  count: number,
  at: string,
): Omit<Node, 'apiVersion' | 'kind' | 'metadata'> & { metadata: object } {
  const leads = index === 0;
  const podCIDR = `10.244.${index}.0/24`;
  return {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(leads ? { [CONTROL_PLANE]: '' } : {}),
        ...(leads && count > 1 ? { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      providerID: `kind://docker/podkova/${name}`,
      // Without workers kind lets everything run on the control plane.
      ...(leads && count > 1 ? { taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] } : {}),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: `172.18.0.${index + 2}` },
        { type: 'Hostname', address: name },
      ],
      capacity: CAPACITY,
      allocatable: CAPACITY,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available', at),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure', at),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available', at),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status', at),
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '6f1f2b5c-7a0b-4c54-9a53-5b0cf3fe10d2',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.1.0-41-amd64',
        kubeProxyVersion: '',
        kubeletVersion: KUBERNETES_VERSION,
        machineID: `4a6bd0d91b3c4cbb8c5e1f0a7d2e9c3${index}`,
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: `0c8e4f0a-52b1-4d6e-8a37-1b9d5c2e7f4${index}`,
      },
      images: IMAGES.map(([image, sizeBytes]) => ({ names: [image], sizeBytes })),
    },
  };
}

function condition(type: string, status: 'True' | 'False', reason: string, message: string, at: string) {
  return { type, status, lastHeartbeatTime: at, lastTransitionTime: at, reason, message };
}
