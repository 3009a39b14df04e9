// Requests whose answers of a real kube-apiserver v1.34.4 are recorded in answers.jsonl (see record.ts). They run in order, in one
// cluster that has nothing but its system namespaces and, in `default`, the ServiceAccount `default`.

export interface RecordedRequest {
  /** What a reader of a failing test wants to know. */
  readonly why: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
}

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const STRATEGIC = 'application/strategic-merge-patch+json';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const get = (why: string, path: string, accept?: string): RecordedRequest => ({ why, method: 'GET', path, ...(accept && { accept }) });
const post = (why: string, path: string, body: unknown): RecordedRequest => ({ why, method: 'POST', path, body });
const put = (why: string, path: string, body: unknown): RecordedRequest => ({ why, method: 'PUT', path, body });
const patch = (why: string, path: string, body: unknown, type = STRATEGIC): RecordedRequest => ({ why, method: 'PATCH', path, body, type });
const remove = (why: string, path: string, body?: unknown): RecordedRequest => ({
  why,
  method: 'DELETE',
  path,
  ...(body !== undefined && { body }),
});

const service = (name: string, spec: unknown, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});
const pod = (name: string, spec: unknown, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec,
});
const web = { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] };
const deployment = (name: string, spec: unknown) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec });
const replicas = (labels: object, matchLabels: object, more: object = {}) => ({
  selector: { matchLabels },
  template: { metadata: { labels }, spec: web },
  ...more,
});
const daemonSet = (name: string, spec: unknown) => ({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name }, spec });
const replicaSet = (name: string, spec: unknown) => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name }, spec });
const configMap = (name: string, more: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
const namespace = (name: string, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...metadata } });
const slice = (name: string, more: object) => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name }, ...more });
const endpoints = (name: string, subsets: unknown) => ({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name }, subsets });
const node = (name: string, more: object = {}) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, ...more });
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

export const requests: readonly RecordedRequest[] = [
  // Services
  post('a service port of zero', `${CORE}/services`, service('zero', { ports: [{ port: 0 }] })),
  post('a service without ports', `${CORE}/services`, service('portless', { selector: { app: 'web' } })),
  post('a service whose name is no DNS label', `${CORE}/services`, service('Web_1', { ports: [{ port: 80 }] })),
  post('a service whose name begins with a digit', `${CORE}/services`, service('1web', { ports: [{ port: 80 }] })),
  post('a service name that is too long', `${CORE}/services`, service('a'.repeat(64), { ports: [{ port: 80 }] })),
  post(
    'an ordinary service',
    `${CORE}/services`,
    service('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], clusterIP: '10.96.0.20' }),
  ),
  post('the same service again', `${CORE}/services`, service('web', { ports: [{ port: 80 }] })),
  post('a cluster IP that is taken', `${CORE}/services`, service('taken', { clusterIP: '10.96.0.20', ports: [{ port: 80 }] })),
  post('a cluster IP out of the range', `${CORE}/services`, service('outside', { clusterIP: '192.168.1.1', ports: [{ port: 80 }] })),
  post('a cluster IP that is no address', `${CORE}/services`, service('noaddress', { clusterIP: 'ten', ports: [{ port: 80 }] })),
  post('two ports without names', `${CORE}/services`, service('two', { ports: [{ port: 80 }, { port: 443 }] })),
  post(
    'two ports with one name',
    `${CORE}/services`,
    service('samename', {
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 443 },
      ],
    }),
  ),
  post(
    'one port twice',
    `${CORE}/services`,
    service('sameport', {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 80 },
      ],
    }),
  ),
  post('a protocol that does not exist', `${CORE}/services`, service('http', { ports: [{ port: 80, protocol: 'HTTP' }] })),
  post('a target port with a bad name', `${CORE}/services`, service('target', { ports: [{ port: 80, targetPort: 'No Such Port' }] })),
  post('a node port out of the range', `${CORE}/services`, service('np', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })),
  post(
    'a node port',
    `${CORE}/services`,
    service('np', { type: 'NodePort', clusterIP: '10.96.0.21', ports: [{ port: 80, nodePort: 30080 }] }),
  ),
  post('a node port that is taken', `${CORE}/services`, service('np2', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })),
  post('a node port on a ClusterIP service', `${CORE}/services`, service('np3', { ports: [{ port: 80, nodePort: 30081 }] })),
  post(
    'a headless service',
    `${CORE}/services`,
    service('headless', { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] }),
  ),
  post('a headless service without ports', `${CORE}/services`, service('headless2', { clusterIP: 'None' })),
  post(
    'a headless NodePort service',
    `${CORE}/services`,
    service('headless3', { type: 'NodePort', clusterIP: 'None', ports: [{ port: 80 }] }),
  ),
  post('an external name', `${CORE}/services`, service('ext', { type: 'ExternalName', externalName: 'db.example.com' })),
  post('an external name that is none', `${CORE}/services`, service('ext2', { type: 'ExternalName', externalName: 'not a name' })),
  post('an external name that is missing', `${CORE}/services`, service('ext3', { type: 'ExternalName' })),
  post(
    'an external name with a cluster IP',
    `${CORE}/services`,
    service('ext4', { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.0.30' }),
  ),
  post('a service type that does not exist', `${CORE}/services`, service('type', { type: 'Public', ports: [{ port: 80 }] })),
  post(
    'a load balancer',
    `${CORE}/services`,
    service('lb', { type: 'LoadBalancer', clusterIP: '10.96.0.22', ports: [{ port: 80, nodePort: 30090 }] }),
  ),
  post(
    'session affinity',
    `${CORE}/services`,
    service('sticky', { sessionAffinity: 'ClientIP', clusterIP: '10.96.0.23', ports: [{ port: 80 }] }),
  ),
  post(
    'session affinity that does not exist',
    `${CORE}/services`,
    service('sticky2', { sessionAffinity: 'Cookie', ports: [{ port: 80 }] }),
  ),
  post(
    'session affinity for too long',
    `${CORE}/services`,
    service('sticky3', {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 100000 } },
      ports: [{ port: 80 }],
    }),
  ),
  post(
    'external traffic policy on a ClusterIP service',
    `${CORE}/services`,
    service('etp', { externalTrafficPolicy: 'Local', ports: [{ port: 80 }] }),
  ),
  post(
    'external traffic policy that does not exist',
    `${CORE}/services`,
    service('etp2', { type: 'NodePort', externalTrafficPolicy: 'Some', ports: [{ port: 80 }] }),
  ),
  post(
    'internal traffic policy that does not exist',
    `${CORE}/services`,
    service('itp', { internalTrafficPolicy: 'Some', ports: [{ port: 80 }] }),
  ),
  post(
    'traffic distribution that does not exist',
    `${CORE}/services`,
    service('td', { trafficDistribution: 'Best', ports: [{ port: 80 }] }),
  ),
  post('an IPv6 service on an IPv4 cluster', `${CORE}/services`, service('six', { ipFamilies: ['IPv6'], ports: [{ port: 80 }] })),
  post(
    'a dual-stack service on an IPv4 cluster',
    `${CORE}/services`,
    service('dual', { ipFamilyPolicy: 'RequireDualStack', ports: [{ port: 80 }] }),
  ),
  post('a bad selector value', `${CORE}/services`, service('sel', { selector: { app: 'a b' }, ports: [{ port: 80 }] })),
  post('an external IP that is no address', `${CORE}/services`, service('eip', { externalIPs: ['x'], ports: [{ port: 80 }] })),
  post(
    'DNS ports share a node port',
    `${CORE}/services`,
    service('dns', {
      type: 'NodePort',
      clusterIP: '10.96.0.24',
      ports: [
        { name: 'a', port: 53, protocol: 'UDP', nodePort: 30053 },
        { name: 'b', port: 53, protocol: 'TCP', nodePort: 30053 },
      ],
    }),
  ),
  put('a cluster IP may not change', `${CORE}/services/web`, service('web', { clusterIP: '10.96.0.99', ports: [{ port: 80 }] })),
  put(
    'a replaced service keeps its cluster IP',
    `${CORE}/services/web`,
    service('web', { selector: { app: 'web' }, ports: [{ port: 81 }] }),
  ),
  patch('a ClusterIP service becomes a NodePort one', `${CORE}/services/web`, {
    spec: { type: 'NodePort', ports: [{ port: 81, nodePort: 30099 }] },
  }),
  patch('and back', `${CORE}/services/web`, { spec: { type: 'ClusterIP' } }),
  patch('it becomes an ExternalName', `${CORE}/services/web`, { spec: { type: 'ExternalName', externalName: 'x.example.com' } }),
  get('a service that does not exist', `${CORE}/services/nosuch`),
  get('services as a table', `${CORE}/services`, TABLE),
  remove('a deleted service', `${CORE}/services/np`),
  remove('a service that is gone', `${CORE}/services/np`),

  // Decoding
  post('a field of the wrong type', `${CORE}/services`, service('types', { ports: [{ port: 'http' }] })),
  post('a string where a struct belongs', `${CORE}/services`, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: 'x' }),
  post('a list where a map belongs', `${CORE}/services`, service('a', { selector: ['x'] })),
  post('an object where a list belongs', `${CORE}/services`, service('a', { ports: { port: 80 } })),
  post('a number as a label', `${CORE}/services`, service('a', { ports: [{ port: 80 }] }, { labels: { version: 2 } })),
  post('a boolean as an annotation', `${CORE}/services`, service('a', { ports: [{ port: 80 }] }, { annotations: { on: true } })),
  post('a fraction as a port', `${CORE}/services`, service('a', { ports: [{ port: 80.5 }] })),
  post('a boolean as a target port', `${CORE}/services`, service('a', { ports: [{ port: 80, targetPort: true }] })),
  post('a number too large for a port', `${CORE}/services`, service('a', { ports: [{ port: 9999999999 }] })),
  post('a string as a boolean', `${CORE}/pods`, pod('a', { ...web, hostNetwork: 'yes' })),
  post('a bad quantity', `${CORE}/pods`, pod('a', { containers: [{ name: 'a', image: 'a', resources: { limits: { memory: 'lots' } } }] })),
  post(
    'an environment variable that is a number',
    `${CORE}/pods`,
    pod('a', { containers: [{ name: 'a', image: 'a', env: [{ name: 'N', value: 1 }] }] }),
  ),
  post(
    'an unknown field, strict',
    `${CORE}/services?fieldValidation=Strict`,
    service('a', { port: [], ports: [{ port: 80, prot: 'TCP' }] }),
  ),
  post(
    'an unknown field, with a warning',
    `${CORE}/services?fieldValidation=Warn`,
    service('warned', { foo: 1, clusterIP: '10.96.0.40', ports: [{ port: 80, prot: 'TCP' }] }),
  ),
  post(
    'an unknown field, ignored',
    `${CORE}/services?fieldValidation=Ignore`,
    service('ignored', { foo: 1, clusterIP: '10.96.0.41', ports: [{ port: 80 }] }),
  ),
  post('a kind that does not fit the path', `${CORE}/services`, pod('a', web)),
  post('a version that does not fit the path', `${APPS}/deployments`, { ...deployment('a', {}), apiVersion: 'apps/v1beta1' }),
  post('another namespace than the path', `${CORE}/services`, service('a', { ports: [{ port: 80 }] }, { namespace: 'other' })),
  put('another name than the path', `${CORE}/services/ext`, service('other', { ports: [{ port: 80 }] })),
  { why: 'a body that is no JSON', method: 'POST', path: `${CORE}/services`, body: '{"kind": oops' },
  { why: 'a body of an unknown type', method: 'POST', path: `${CORE}/services`, body: 'x', type: 'text/plain' },
  {
    why: 'a body in YAML',
    method: 'POST',
    path: `${CORE}/services`,
    type: 'application/yaml',
    body: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: yaml\nspec:\n  clusterIP: 10.96.0.42\n  ports:\n  - port: 80\n',
  },
  post('an empty body', `${CORE}/services`, undefined),

  // Pods
  post('a pod without containers', `${CORE}/pods`, pod('none', { containers: [] })),
  post('a container without name and image', `${CORE}/pods`, pod('bare', { containers: [{}] })),
  post(
    'containers with one name',
    `${CORE}/pods`,
    pod('same', {
      containers: [
        { name: 'a', image: 'a' },
        { name: 'a', image: 'b' },
      ],
    }),
  ),
  post('a pod whose name is no DNS name', `${CORE}/pods`, pod('Web', web)),
  post('a restart policy that does not exist', `${CORE}/pods`, pod('restart', { ...web, restartPolicy: 'Sometimes' })),
  post('a DNS policy that does not exist', `${CORE}/pods`, pod('dnspolicy', { ...web, dnsPolicy: 'Mine' })),
  post('DNS policy None without a config', `${CORE}/pods`, pod('dnsnone', { ...web, dnsPolicy: 'None' })),
  post(
    'DNS config that does not work',
    `${CORE}/pods`,
    pod('dnsconfig', { ...web, dnsConfig: { nameservers: ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'], searches: ['a b'] } }),
  ),
  post('a nameserver that is no address', `${CORE}/pods`, pod('dnsconfig', { ...web, dnsConfig: { nameservers: ['dns.example.com'] } })),
  post(
    'a pull policy that does not exist',
    `${CORE}/pods`,
    pod('pull', { containers: [{ name: 'a', image: 'a', imagePullPolicy: 'Maybe' }] }),
  ),
  post(
    'bad container ports',
    `${CORE}/pods`,
    pod('ports', {
      containers: [
        {
          name: 'a',
          image: 'a',
          ports: [
            { containerPort: 0 },
            { containerPort: 70000, name: 'HTTP' },
            { containerPort: 80, protocol: 'X' },
            { containerPort: 1, name: 'a' },
            { containerPort: 2, name: 'a' },
          ],
        },
      ],
    }),
  ),
  post(
    'a mount without a volume',
    `${CORE}/pods`,
    pod('mount', { containers: [{ name: 'a', image: 'a', volumeMounts: [{ name: 'v', mountPath: '/x' }] }] }),
  ),
  post(
    'two mounts at one path',
    `${CORE}/pods`,
    pod('mount2', {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'a',
          image: 'a',
          volumeMounts: [
            { name: 'v', mountPath: '/x' },
            { name: 'v', mountPath: '/x' },
          ],
        },
      ],
    }),
  ),
  post(
    'two volumes with one name',
    `${CORE}/pods`,
    pod('vol', {
      ...web,
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'v', emptyDir: {} },
      ],
    }),
  ),
  post('a volume of two kinds', `${CORE}/pods`, pod('vol2', { ...web, volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'x' } }] })),
  post(
    'a request above its limit',
    `${CORE}/pods`,
    pod('res', { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] }),
  ),
  post(
    'a resource that does not exist',
    `${CORE}/pods`,
    pod('res2', { containers: [{ name: 'a', image: 'a', resources: { requests: { ram: '2' } } }] }),
  ),
  post(
    'a probe without a handler',
    `${CORE}/pods`,
    pod('probe', { containers: [{ name: 'a', image: 'a', livenessProbe: { periodSeconds: 5 } }] }),
  ),
  post(
    'a probe with two handlers',
    `${CORE}/pods`,
    pod('probe2', { containers: [{ name: 'a', image: 'a', livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }] }),
  ),
  post(
    'bad numbers in a probe',
    `${CORE}/pods`,
    pod('probe3', {
      containers: [{ name: 'a', image: 'a', livenessProbe: { httpGet: { port: 0 }, successThreshold: 2, periodSeconds: -1 } }],
    }),
  ),
  post(
    'environment from nowhere',
    `${CORE}/pods`,
    pod('env', {
      containers: [
        {
          name: 'a',
          image: 'a',
          env: [
            { name: '' },
            { name: 'A=B' },
            { name: 'C', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'D', valueFrom: {} },
          ],
        },
      ],
    }),
  ),
  post(
    'tolerations that make no sense',
    `${CORE}/pods`,
    pod('tol', {
      ...web,
      tolerations: [
        { operator: 'Equal' },
        { key: 'a', operator: 'Like' },
        { key: 'a', effect: 'Never' },
        { key: 'a', operator: 'Exists', value: 'x' },
      ],
    }),
  ),
  post(
    'a host port that differs on the host network',
    `${CORE}/pods`,
    pod('host', { hostNetwork: true, containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 80, hostPort: 81 }] }] }),
  ),
  post('a service account that does not exist', `${CORE}/pods`, pod('sa', { ...web, serviceAccountName: 'nosuch' })),
  post('a priority class that does not exist', `${CORE}/pods`, pod('prio', { ...web, priorityClassName: 'nosuch' })),
  post('a namespace that does not exist', '/api/v1/namespaces/nosuch/pods', pod('a', web)),
  post('an ordinary pod', `${CORE}/pods`, pod('web', web, { labels: { app: 'web' } })),
  post(
    'a pod with everything that has a default',
    `${CORE}/pods`,
    pod('full', {
      automountServiceAccountToken: false,
      hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
      volumes: [
        { name: 'a', configMap: { name: 'c' } },
        { name: 'b', secret: { secretName: 's' } },
        { name: 'c', downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.name' } }] } },
        { name: 'd', hostPath: { path: '/x' } },
        { name: 'e' },
      ],
      initContainers: [{ name: 'i', image: 'busybox:1.36', command: ['true'] }],
      containers: [
        {
          name: 'a',
          image: 'registry.k8s.io/x',
          args: [],
          env: [
            { name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'E', value: '' },
          ],
          readinessProbe: { httpGet: { port: 'http' } },
          livenessProbe: { tcpSocket: { port: 80 } },
          startupProbe: { exec: { command: ['true'] } },
          ports: [{ name: 'http', containerPort: 80 }],
          resources: { limits: { cpu: '100m', memory: '64Mi' } },
        },
      ],
    }),
  ),
  post(
    'a pod on the host network',
    `${CORE}/pods`,
    pod('hostnet', {
      hostNetwork: true,
      automountServiceAccountToken: false,
      containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 8080 }] }],
    }),
  ),
  patch('the image of a pod may change', `${CORE}/pods/web`, { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } }),
  patch('a container port of a pod may not change', `${CORE}/pods/web`, {
    spec: { containers: [{ name: 'web', ports: [{ $patch: 'replace' }, { containerPort: 8080 }] }] },
  }),
  patch('nor its environment and command', `${CORE}/pods/web`, {
    spec: { containers: [{ name: 'web', env: [{ name: 'A', value: 'b' }], command: ['sleep', '1'] }] },
  }),
  patch('nor where it runs', `${CORE}/pods/web`, {
    spec: { nodeSelector: { a: 'b' }, hostNetwork: true, terminationGracePeriodSeconds: 5, hostname: 'x' },
  }),
  patch('nor its probes and volumes', `${CORE}/pods/web`, {
    spec: {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'web',
          readinessProbe: { httpGet: { port: 80 } },
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          resources: { limits: { cpu: '1' } },
        },
      ],
    },
  }),
  patch('a container may not be added', `${CORE}/pods/web`, { spec: { containers: [{ name: 'more', image: 'nginx:1.28' }] } }),
  patch('a label may change', `${CORE}/pods/web`, { metadata: { labels: { app: 'changed', new: 'yes' } } }),
  patch('a label may go', `${CORE}/pods/web`, { metadata: { labels: { new: null } } }, MERGE),
  patch('a bad label', `${CORE}/pods/web`, { metadata: { labels: { 'a b': 'c d' } } }, MERGE),
  patch(
    'a long label',
    `${CORE}/pods/web`,
    { metadata: { labels: { a: 'x'.repeat(64), ['y'.repeat(64)]: 'z', 'a/b/c': 'd', '/x': 'y' } } },
    MERGE,
  ),
  patch('a bad annotation', `${CORE}/pods/web`, { metadata: { annotations: { 'a b': 'c d' } } }, MERGE),
  patch('a status through its subresource', `${CORE}/pods/web/status`, {
    status: { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] },
  }),
  patch('a status not through its subresource', `${CORE}/pods/web`, { status: { phase: 'Failed' } }, MERGE),
  patch('a JSON patch', `${CORE}/pods/web`, [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }], JSON_PATCH),
  patch('a JSON patch that does not apply', `${CORE}/pods/web`, [{ op: 'remove', path: '/metadata/annotations/nosuch' }], JSON_PATCH),
  patch('a JSON patch whose test fails', `${CORE}/pods/web`, [{ op: 'test', path: '/metadata/name', value: 'x' }], JSON_PATCH),
  patch('a JSON patch to nowhere', `${CORE}/pods/web`, [{ op: 'replace', path: '/spec/nosuch/field', value: 'x' }], JSON_PATCH),
  patch('a JSON patch that is none', `${CORE}/pods/web`, { a: 1 }, JSON_PATCH),
  patch('a patch of an unknown kind', `${CORE}/pods/web`, {}, 'application/json'),
  patch('an unknown field in a strategic patch', `${CORE}/pods/web?fieldValidation=Strict`, { spec: { foo: { bar: [1, 'x'] } } }),
  patch('an unknown field in a merge patch', `${CORE}/pods/web?fieldValidation=Strict`, { spec: { foo: 1 } }, MERGE),
  patch('a wrong type in a strategic patch', `${CORE}/pods/web`, { spec: { hostNetwork: 'yes' } }),
  patch('a wrong type in a merge patch', `${CORE}/pods/web`, { metadata: { labels: { a: 1 } } }, MERGE),
  patch('a pod that does not exist', `${CORE}/pods/nosuch`, {}, MERGE),
  patch('a list item without its merge key', `${CORE}/pods/web`, { spec: { containers: [{ image: 'x' }] } }),
  patch('another name', `${CORE}/pods/web`, { metadata: { name: 'other' } }, MERGE),
  patch('an old resource version', `${CORE}/pods/web`, { metadata: { resourceVersion: '1' } }, MERGE),
  patch('another uid', `${CORE}/pods/web`, { metadata: { uid: 'other' } }, MERGE),
  get('pods as a table', `${CORE}/pods?labelSelector=app`, TABLE),
  get('a label selector that makes no sense', `${CORE}/pods?labelSelector=${encodeURIComponent('a in b')}`),
  get('a label selector that ends early', `${CORE}/pods?labelSelector=${encodeURIComponent('a=b,')}`),
  get('a field selector that makes no sense', `${CORE}/pods?fieldSelector=foo`),
  get('a field that cannot be selected', `${CORE}/pods?fieldSelector=spec.foo%3Dbar`),
  get('a field that cannot be selected, of services', `${CORE}/services?fieldSelector=spec.foo%3Dbar`),
  get('a field that cannot be selected, of deployments', `${APPS}/deployments?fieldSelector=spec.foo%3Dbar`),
  ...[
    'a',
    '!a',
    'a b',
    'a=b c',
    '=x',
    'a in (b',
    'a in ()',
    'a in (b,)',
    'a notin (b,c),d',
    'a>x',
    'a>5',
    'a!=b',
    '!',
    ',',
    'a,,b',
    'a==b',
    'in=x',
    'a in (b)x',
    '(a)',
    'a=b!',
    '!a=b',
    'a=@',
    'A/b/c=d',
    'a in b,c',
  ].map((selector) => get(`the label selector ${selector}`, `${CORE}/configmaps?labelSelector=${encodeURIComponent(selector)}`)),
  put('another uid in a replacement', `${CORE}/pods/web`, pod('web', web, { uid: 'other' })),
  put('an old version in a replacement', `${CORE}/pods/web`, pod('web', web, { resourceVersion: '1' })),
  post('a dry run', `${CORE}/configmaps?dryRun=All`, configMap('dry', { data: { a: 'b' } })),
  get('a dry run leaves nothing', `${CORE}/configmaps/dry`),
  post('a dry run of something else', `${CORE}/configmaps?dryRun=Some`, configMap('dry', {})),
  post('a field validation that does not exist', `${CORE}/configmaps?fieldValidation=Some`, configMap('dry', {})),
  post('a kind that does not exist', `${CORE}/configmaps`, { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } }),
  post('a resource version on creation', `${CORE}/configmaps`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'versioned', resourceVersion: '5' },
  }),
  get('a limit that is no number', `${CORE}/pods?limit=x`),
  get('a continue token that is none', `${CORE}/pods?limit=1&continue=x`),
  get('logs of a pod without a node', `${CORE}/pods/web/log`),
  get('logs of a container that does not exist', `${CORE}/pods/web/log?container=nosuch`),
  get('logs of a pod with several containers', `${CORE}/pods/full/log`),
  get('a subresource that does not exist', `${CORE}/pods/web/nosuch`),
  post('an eviction', `${CORE}/pods/nosuch/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'nosuch' } }),
  patch('a status of a service', `${CORE}/services/lb/status`, { status: { loadBalancer: { ingress: [{ ip: '172.18.0.9' }] } } }, MERGE),
  get('a load balancer as a table', `${CORE}/services/lb`, TABLE),
  get('an object as its metadata', `${CORE}/services/ext`, 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'),
  get(
    'a list as its metadata',
    `${CORE}/services?fieldSelector=metadata.name%3Dext`,
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  ),
  get('a table with whole objects', `${CORE}/services/ext?includeObject=Object`, TABLE),
  get('a table without objects', `${CORE}/services/ext?includeObject=None`, TABLE),
  get('a table with something else', `${CORE}/services/ext?includeObject=Some`, TABLE),
  post('a binding', `${CORE}/pods/web/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web' },
    target: { kind: 'Node', name: 'worker' },
  }),
  post('a second binding', `${CORE}/pods/web/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web' },
    target: { kind: 'Node', name: 'other' },
  }),
  get('a bound pod', `${CORE}/pods/web`),
  remove('a pod on a node ends gracefully', `${CORE}/pods/web`),
  remove('a wrong precondition', `${CORE}/pods/full`, { preconditions: { uid: 'x' } }),
  remove('a wrong precondition of version', `${CORE}/pods/full`, { preconditions: { resourceVersion: '1' } }),
  remove('a propagation policy that does not exist', `${CORE}/pods/full?propagationPolicy=Sideways`),
  remove('a pod without a node goes at once', `${CORE}/pods/full`),

  // Workloads
  post(
    'a deployment without a selector',
    `${APPS}/deployments`,
    deployment('a', { template: { metadata: { labels: { app: 'a' } }, spec: web } }),
  ),
  post(
    'a deployment with an empty selector',
    `${APPS}/deployments`,
    deployment('a', { selector: {}, template: { metadata: { labels: { app: 'a' } }, spec: web } }),
  ),
  post('a deployment whose template does not match', `${APPS}/deployments`, deployment('a', replicas({ app: 'b' }, { app: 'a' }))),
  post('a deployment without anything', `${APPS}/deployments`, deployment('a', {})),
  post('a deployment without a template', `${APPS}/deployments`, deployment('a', { selector: { matchLabels: { app: 'a' } } })),
  post('a negative number of replicas', `${APPS}/deployments`, deployment('a', replicas({ app: 'a' }, { app: 'a' }, { replicas: -1 }))),
  post(
    'a deployment that never restarts',
    `${APPS}/deployments`,
    deployment('a', {
      ...replicas({ app: 'a' }, { app: 'a' }),
      template: { metadata: { labels: { app: 'a' } }, spec: { ...web, restartPolicy: 'Never' } },
    }),
  ),
  post(
    'a strategy that does not exist',
    `${APPS}/deployments`,
    deployment('a', replicas({ app: 'a' }, { app: 'a' }, { strategy: { type: 'Slowly' } })),
  ),
  post(
    'a strategy that cannot move',
    `${APPS}/deployments`,
    deployment('a', replicas({ app: 'a' }, { app: 'a' }, { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } })),
  ),
  post(
    'a percentage that is none',
    `${APPS}/deployments`,
    deployment('a', replicas({ app: 'a' }, { app: 'a' }, { strategy: { rollingUpdate: { maxSurge: 'some' } } })),
  ),
  post(
    'a rolling update of Recreate',
    `${APPS}/deployments`,
    deployment('a', replicas({ app: 'a' }, { app: 'a' }, { strategy: { type: 'Recreate', rollingUpdate: {} } })),
  ),
  post(
    'a deadline below minReadySeconds',
    `${APPS}/deployments`,
    deployment('a', replicas({ app: 'a' }, { app: 'a' }, { minReadySeconds: 700 })),
  ),
  post(
    'selector expressions that make no sense',
    `${APPS}/deployments`,
    deployment('a', {
      selector: {
        matchExpressions: [
          { key: 'a', operator: 'Like' },
          { key: 'b', operator: 'In' },
          { key: 'c', operator: 'Exists', values: ['x'] },
        ],
      },
      template: { metadata: { labels: { app: 'a' } }, spec: web },
    }),
  ),
  post(
    'an unknown field deep inside',
    `${APPS}/deployments?fieldValidation=Strict`,
    deployment('a', {
      ...replicas({ app: 'a' }, { app: 'a' }),
      template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a', port: [] }] } },
    }),
  ),
  post(
    'an ordinary deployment',
    `${APPS}/deployments`,
    deployment('web', replicas({ app: 'web', tier: 'front' }, { app: 'web' }, { replicas: 2 })),
  ),
  patch('a selector may not change', `${APPS}/deployments/web`, { spec: { selector: { matchLabels: { tier: 'front' } } } }),
  patch('a template that stops to match', `${APPS}/deployments/web`, { spec: { template: { metadata: { labels: { app: 'other' } } } } }),
  patch('annotations are a new generation', `${APPS}/deployments/web`, { metadata: { annotations: { a: 'b' } } }),
  patch('an environment variable is added', `${APPS}/deployments/web`, {
    spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: 'b' }] }] } } },
  }),
  patch('containers in another order', `${APPS}/deployments/web`, {
    spec: {
      template: {
        spec: { '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }], containers: [{ name: 'side', image: 'busybox:1.36' }] },
      },
    },
  }),
  patch('a container is deleted', `${APPS}/deployments/web`, {
    spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'side' }] } } },
  }),
  patch('the strategy keeps only its type', `${APPS}/deployments/web`, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }),
  patch('ports are replaced', `${APPS}/deployments/web`, {
    spec: { template: { spec: { containers: [{ name: 'web', ports: [{ $patch: 'replace' }, { containerPort: 8080, name: 'http' }] }] } } },
  }),
  get('the deployment now', `${APPS}/deployments/web`),
  patch('an argument list is replaced', `${APPS}/deployments/web`, {
    spec: { template: { spec: { containers: [{ name: 'web', args: ['a', 'b'] }] } } },
  }),
  patch('a finalizer is added', `${APPS}/deployments/web`, { metadata: { finalizers: ['example.com/one', 'example.com/two'] } }),
  patch('and taken from a list', `${APPS}/deployments/web`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/one'] } }),
  patch('a map is replaced', `${APPS}/deployments/web`, { metadata: { annotations: { $patch: 'replace', c: 'd' } } }),
  patch('a directive that does not exist', `${APPS}/deployments/web`, { metadata: { annotations: { $patch: 'turn' } } }),
  patch('the finalizers go', `${APPS}/deployments/web`, { metadata: { finalizers: null } }, MERGE),
  patch('one field of a map goes', `${APPS}/deployments/web`, { metadata: { annotations: { c: null, e: 'f' } } }),
  get('its scale', `${APPS}/deployments/web/scale`),
  patch('it is scaled', `${APPS}/deployments/web/scale`, { spec: { replicas: 5 } }, MERGE),
  put('it is scaled to less than nothing', `${APPS}/deployments/web/scale`, {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: -5 },
  }),
  get('deployments as a table', `${APPS}/deployments`, TABLE),
  remove('a deployment that goes after its children', `${APPS}/deployments/web`, { propagationPolicy: 'Foreground' }),
  get('it waits for them', `${APPS}/deployments/web`),
  patch(
    'a finalizer may not be added now',
    `${APPS}/deployments/web`,
    { metadata: { finalizers: ['foregroundDeletion', 'example.com/more'] } },
    MERGE,
  ),
  patch('its finalizer goes', `${APPS}/deployments/web`, { metadata: { finalizers: null } }, MERGE),
  get('and it is gone', `${APPS}/deployments/web`),
  post('an ordinary replica set', `${APPS}/replicasets`, replicaSet('rs', replicas({ app: 'rs' }, { app: 'rs' }))),
  post('a replica set whose template does not match', `${APPS}/replicasets`, replicaSet('rs2', replicas({ app: 'x' }, { app: 'rs' }))),
  get('replica sets as a table', `${APPS}/replicasets`, TABLE),
  post('an ordinary daemon set', `${APPS}/daemonsets`, daemonSet('ds', replicas({ app: 'ds' }, { app: 'ds' }))),
  post(
    'a daemon set without a selector',
    `${APPS}/daemonsets`,
    daemonSet('ds2', { template: { metadata: { labels: { app: 'a' } }, spec: web } }),
  ),
  post(
    'a daemon set with a bad strategy',
    `${APPS}/daemonsets`,
    daemonSet('ds3', replicas({ app: 'ds' }, { app: 'ds' }, { updateStrategy: { type: 'Slowly' } })),
  ),
  get('daemon sets as a table', `${APPS}/daemonsets`, TABLE),

  // The rest
  post('an ordinary config map', `${CORE}/configmaps`, configMap('cm', { data: { a: '1', b: '' } })),
  post('a config map with a bad key', `${CORE}/configmaps`, configMap('cm2', { data: { 'a b': '1', '..': 'x', '..x': 'y' } })),
  post('an immutable config map', `${CORE}/configmaps`, configMap('fixed', { data: { a: '1' }, immutable: true })),
  patch('it may not change', `${CORE}/configmaps/fixed`, { data: { a: '2' } }, MERGE),
  patch('nor become mutable', `${CORE}/configmaps/fixed`, { immutable: false }, MERGE),
  patch('nothing changes, so nothing is written', `${CORE}/configmaps/cm`, { data: { a: '1' } }, MERGE),
  get('config maps as a table', `${CORE}/configmaps?fieldSelector=metadata.name%3Dcm`, TABLE),
  post('a namespace', '/api/v1/namespaces', namespace('shop')),
  post('a namespace with a bad name', '/api/v1/namespaces', namespace('my.shop')),
  patch('its label comes back', '/api/v1/namespaces/shop', { metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } } }, MERGE),
  get('a namespace as a table', '/api/v1/namespaces/shop', TABLE),
  remove('a namespace that stays', '/api/v1/namespaces/kube-system'),
  remove('a namespace that goes', '/api/v1/namespaces/shop'),
  post('nothing new in it', '/api/v1/namespaces/shop/configmaps', configMap('late', {})),
  remove('it goes already', '/api/v1/namespaces/shop'),
  post('a service account', `${CORE}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } }),
  get('service accounts as a table', `${CORE}/serviceaccounts`, TABLE),
  post(
    'an ordinary slice',
    SLICES,
    slice('web-abc', {
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.5'], conditions: { ready: true } }, { addresses: ['10.244.1.6'] }],
      ports: [{ port: 80 }, { name: 'b', port: 81, protocol: 'UDP' }],
    }),
  ),
  post('a slice without a type', SLICES, slice('a', { endpoints: [] })),
  post('a slice of a bad type', SLICES, slice('a', { addressType: 'IPv5', endpoints: [] })),
  post(
    'bad addresses in a slice',
    SLICES,
    slice('a', {
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['x'] },
        { addresses: ['127.0.0.1'] },
        { addresses: ['fd00::1'] },
        { addresses: [] },
        { addresses: ['169.254.1.1', '0.0.0.0', '224.0.0.1'] },
      ],
      ports: [{ port: 0 }, { name: 'A' }],
    }),
  ),
  post('an empty slice', SLICES, slice('empty', { addressType: 'IPv4', endpoints: [], ports: [] })),
  patch('the type of a slice may not change', `${SLICES}/web-abc`, { addressType: 'FQDN' }, MERGE),
  get('slices as a table', `${SLICES}?fieldSelector=metadata.name%3Dweb-abc`, TABLE),
  get('an empty slice as a table', `${SLICES}/empty`, TABLE),
  post(
    'endpoints',
    `${CORE}/endpoints`,
    endpoints('manual', [
      {
        addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      },
    ]),
  ),
  post(
    'bad endpoints',
    `${CORE}/endpoints`,
    endpoints('bad', [{ ports: [{ port: 80 }, { port: 0 }] }, { addresses: [{ ip: 'x' }, { ip: '127.0.0.1' }] }]),
  ),
  get('endpoints as a table', `${CORE}/endpoints?fieldSelector=metadata.name%3Dmanual`, TABLE),
  post(
    'a node',
    '/api/v1/nodes',
    node('worker', {
      metadata: { name: 'worker', labels: { 'node-role.kubernetes.io/worker': '' } },
      spec: { podCIDR: '10.244.1.0/24' },
      status: {
        capacity: { cpu: '4', memory: '8Gi' },
        addresses: [{ type: 'InternalIP', address: '172.18.0.3' }],
        nodeInfo: {
          kubeletVersion: 'v1.34.4',
          machineID: '',
          systemUUID: '',
          bootID: '',
          kernelVersion: '6.1.0',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
          containerRuntimeVersion: 'containerd://2.1.4',
          kubeProxyVersion: '',
          operatingSystem: 'linux',
          architecture: 'amd64',
        },
      },
    }),
  ),
  patch('a node is cordoned', '/api/v1/nodes/worker', { spec: { unschedulable: true } }),
  patch('a bad taint', '/api/v1/nodes/worker', {
    spec: { taints: [{ key: 'a b', effect: 'NoSchedule' }, { key: 'a', effect: 'Never' }, { key: 'b' }] },
  }),
  patch('its pod CIDR may not change', '/api/v1/nodes/worker', { spec: { podCIDR: '10.244.9.0/24', podCIDRs: ['10.244.9.0/24'] } }, MERGE),
  get('nodes as a table', '/api/v1/nodes', TABLE),
  post('an event', `${CORE}/events`, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
    reason: 'Pulled',
    message: 'Image pulled',
    type: 'Normal',
    source: { component: 'kubelet', host: 'worker' },
    firstTimestamp: '2026-11-20T10:00:00Z',
    lastTimestamp: '2026-11-20T10:00:00Z',
    count: 3,
  }),
  post('an event elsewhere', `${CORE}/events`, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.2' },
    involvedObject: { kind: 'Pod', namespace: 'other', name: 'web' },
  }),
  get('events of an object', `${CORE}/events?fieldSelector=${encodeURIComponent('involvedObject.name=web,involvedObject.kind=Pod')}`),
  get('an API group that does not exist', '/apis/example.com/v1/things'),
  get('a resource that does not exist', '/api/v1/things'),
  { why: 'a method that a resource does not have', method: 'POST', path: `${CORE}/services/ext`, body: {} },
  { why: 'a collection is not replaced', method: 'PUT', path: `${CORE}/services`, body: {} },
  get('nothing that the server can write', `${CORE}/services/ext`, 'text/html'),
  remove('many at once', `${CORE}/configmaps?fieldSelector=metadata.name%3Dcm`),
];
