// What every namespace gets (its default ServiceAccount, the cluster's CA), and how a namespace ends
// (pkg/controller/{namespace,serviceaccount,certificates/rootcacertpublisher}).

import type { AnyResource } from '../apiserver/index.ts';
import { type Api, ApiError, allResources, configMaps, namespaces, serviceAccounts } from '../apiserver/index.ts';
import type { Condition, Namespace } from '../objects.ts';
import { ROOT_CERTIFICATE } from '../system/index.ts';
import { timestamp } from '../timestamp.ts';
import { type ControllerContext, createQueue, stopAll } from './controller.ts';

const ROOT_CA = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

export function startNamespaceController(context: ControllerContext): () => void {
  const { api } = context;
  const queue = createQueue(context, 'namespace', (name) => {
    const namespace = api.find(namespaces, undefined, name);
    if (!namespace) return;
    if (namespace.metadata.deletionTimestamp) empty(context, namespace);
    else furnish(context, name);
  });
  const wakeWhenEnding = (resource: AnyResource) =>
    api.watch(resource, {}, ({ type, object }) => {
      const name = object.metadata.namespace ?? '';
      if (type === 'DELETED' && api.find(namespaces, undefined, name)?.metadata.deletionTimestamp) queue.add(name);
    });
  return stopAll([
    queue.stop,
    api.watch(namespaces, {}, ({ object }) => queue.add(object.metadata.name)),
    api.watch(serviceAccounts, {}, ({ type, object }) => {
      if (type === 'DELETED' && object.metadata.name === 'default') queue.add(object.metadata.namespace ?? '');
    }),
    api.watch(configMaps, {}, ({ type, object }) => {
      if (type !== 'ADDED' && object.metadata.name === ROOT_CA) queue.add(object.metadata.namespace ?? '');
    }),
    ...contentKinds().map(wakeWhenEnding),
  ]);
}

function contentKinds(): readonly AnyResource[] {
  return allResources.filter(({ namespaced }) => namespaced);
}

function furnish({ api }: ControllerContext, namespace: string): void {
  if (!api.find(serviceAccounts, namespace, 'default')) api.create(serviceAccounts, { metadata: { namespace, name: 'default' } });
  const published = api.find(configMaps, namespace, ROOT_CA);
  const data = { 'ca.crt': ROOT_CERTIFICATE };
  if (!published) {
    const annotations = { 'kubernetes.io/description': DESCRIPTION };
    api.create(configMaps, { metadata: { namespace, name: ROOT_CA, annotations }, data });
  } else if (published.data?.['ca.crt'] !== ROOT_CERTIFICATE) {
    api.change(configMaps, namespace, ROOT_CA, (copy) => {
      copy.data = data;
    });
  }
}

function empty(context: ControllerContext, namespace: Namespace): void {
  const { api } = context;
  const { name } = namespace.metadata;
  const left: string[] = [];
  const held = new Map<string, number>();
  const sweep = (resource: AnyResource) => {
    for (const object of api.list(resource, { namespace: name })) deleteOne(api, resource, name, object.metadata.name);
    const remaining = api.list(resource, { namespace: name });
    if (remaining.length === 0) return;
    left.push(`${qualified(resource)} has ${remaining.length} resource instances`);
    for (const { metadata } of remaining)
      for (const finalizer of metadata.finalizers ?? []) held.set(finalizer, (held.get(finalizer) ?? 0) + 1);
  };
  const isPod = ({ group, kind }: AnyResource) => group === '' && kind === 'Pod';
  // Pods go before everything else: a policy outlives what it protects (OrderedNamespaceDeletion).
  contentKinds().filter(isPod).forEach(sweep);
  if (left.length === 0) for (const resource of contentKinds()) sweep(resource);
  writeConditions(context, name, left, held);
  if (left.length > 0) return;
  api.change(
    namespaces,
    undefined,
    name,
    (copy) => {
      copy.spec.finalizers = (copy.spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
    },
    { subresource: 'finalize' },
  );
}

function deleteOne(api: Api, resource: AnyResource, namespace: string, name: string): void {
  const object = api.find(resource, namespace, name);
  if (!object || object.metadata.deletionTimestamp) return;
  try {
    api.delete(resource, namespace, name, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error;
  }
}

function qualified({ plural, group }: AnyResource): string {
  return `${plural}.${group}`;
}

function writeConditions(
  { api, clock }: ControllerContext,
  name: string,
  left: readonly string[],
  held: ReadonlyMap<string, number>,
): void {
  const at = timestamp(clock);
  const finalizers = [...held].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  const wanted: [type: string, bad: boolean, badReason: string, badMessage: string, goodReason: string, goodMessage: string][] = [
    ['NamespaceDeletionDiscoveryFailure', false, '', '', 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', false, '', '', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    [
      'NamespaceDeletionContentFailure',
      false,
      '',
      '',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    [
      'NamespaceContentRemaining',
      left.length > 0,
      'SomeResourcesRemain',
      `Some resources are remaining: ${left.join(', ')}`,
      'ContentRemoved',
      'All content successfully removed',
    ],
    [
      'NamespaceFinalizersRemaining',
      held.size > 0,
      'SomeFinalizersRemain',
      `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
      'ContentHasNoFinalizers',
      'All content-preserving finalizers finished',
    ],
  ];
  api.change(
    namespaces,
    undefined,
    name,
    (copy) => {
      copy.status.conditions = wanted.map(([type, bad, badReason, badMessage, goodReason, goodMessage]): Condition => {
        const known = copy.status.conditions?.find((condition) => condition.type === type);
        const status = bad ? 'True' : 'False';
        const lastTransitionTime = known?.status === status ? (known.lastTransitionTime ?? at) : at;
        return { type, status, lastTransitionTime, reason: bad ? badReason : goodReason, message: bad ? badMessage : goodMessage };
      });
    },
    { subresource: 'status' },
  );
}
