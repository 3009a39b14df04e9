// What every cluster has before anything runs in it: namespaces, and the API server as a Service.
import { endpointSlices, endpoints, namespaces, services } from '../apiserver/index.ts';
import { CONTROL_PLANE_ADDRESS } from './nodes.ts';
import { type SystemObject, systemObject } from './system-object.ts';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const metadata = { name: 'kubernetes', namespace: 'default' };

export function namespaceObjects(): SystemObject[] {
  return NAMESPACES.map((name) => systemObject(namespaces, { metadata: { name } }));
}

export function apiServiceObjects(): SystemObject[] {
  return [
    systemObject(services, {
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
        sessionAffinity: 'None',
      },
    }),
    // Both are written by the API server itself, so neither is mirrored from the other.
    systemObject(endpoints, {
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: CONTROL_PLANE_ADDRESS }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
    }),
    systemObject(endpointSlices, {
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [CONTROL_PLANE_ADDRESS], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    }),
  ];
}
