// The pod network's agent under the names of kind's own.
import { daemonSets, serviceAccounts } from '../apiserver/index.ts';
import { CONTROL_PLANE_NODE } from './nodes.ts';
import { type SystemObject, systemObject } from './system-object.ts';

const namespace = 'kube-system';
const LABELS = { app: 'kindnet', 'k8s-app': 'kindnet', tier: 'node' };

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } });

export function kindnetObjects(): SystemObject[] {
  return [
    systemObject(serviceAccounts, { metadata: { name: 'kindnet', namespace } }),
    systemObject(daemonSets, {
      metadata: { name: 'kindnet', namespace, labels: LABELS, annotations: { 'deprecated.daemonset.template.generation': '1' } },
      spec: {
        selector: { matchLabels: { app: 'kindnet' } },
        updateStrategy: { type: 'RollingUpdate' },
        template: {
          metadata: { labels: LABELS },
          spec: {
            containers: [
              {
                name: 'kindnet-cni',
                image: 'podkova/kindnet:v1',
                imagePullPolicy: 'IfNotPresent',
                env: [
                  field('HOST_IP', 'status.hostIP'),
                  field('POD_IP', 'status.podIP'),
                  field('NODE_NAME', 'spec.nodeName'),
                  { name: 'POD_SUBNET', value: '10.244.0.0/16' },
                  { name: 'CONTROL_PLANE_ENDPOINT', value: `${CONTROL_PLANE_NODE}:6443` },
                ],
                volumeMounts: [
                  { mountPath: '/etc/cni/net.d', name: 'cni-cfg' },
                  { mountPath: '/run/xtables.lock', name: 'xtables-lock' },
                  { mountPath: '/lib/modules', name: 'lib-modules', readOnly: true },
                ],
                resources: { limits: { cpu: '100m', memory: '50Mi' }, requests: { cpu: '100m', memory: '50Mi' } },
                securityContext: { capabilities: { add: ['NET_RAW', 'NET_ADMIN'] }, privileged: false },
              },
            ],
            hostNetwork: true,
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            serviceAccountName: 'kindnet',
            tolerations: [{ operator: 'Exists' }],
            volumes: [
              { name: 'cni-cfg', hostPath: { path: '/etc/cni/net.d' } },
              { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
              { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
            ],
          },
        },
      },
    }),
  ];
}
