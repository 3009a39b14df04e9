// What an environment variable gives a workload, and where its URL leads.
import type { Check, Look } from '../check.ts';
import type { KubeObject, Pod } from '../objects.ts';
import { Problem } from '../problem.ts';
import type { Failed } from '../verdict.ts';
import { say } from './wording.ts';

interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly configMapKeyRef?: { readonly name: string; readonly key: string } };
}

interface Container {
  readonly name: string;
  readonly env?: readonly EnvVariable[];
  readonly envFrom?: readonly { readonly prefix?: string; readonly configMapRef?: { readonly name: string } }[];
}

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * The value of a variable as the first container of a pod (or of a pod template) is given it: literal or from a ConfigMap, with `$(OTHER)`
 * filled in. Undefined when it is not set, or comes from somewhere else.
 */
export async function envValue(
  look: Pick<Look, 'cluster'>,
  namespace: string,
  spec: { readonly containers: readonly object[] },
  variable: string,
): Promise<string | undefined> {
  const [container] = spec.containers as readonly Container[];
  const values = new Map<string, string>();
  const dataOf = async (name: string) =>
    (await look.cluster.get<ConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name }))?.data ?? {};
  for (const { prefix = '', configMapRef } of container?.envFrom ?? []) {
    if (configMapRef) for (const [key, value] of Object.entries(await dataOf(configMapRef.name))) values.set(prefix + key, value);
  }
  for (const { name, value, valueFrom } of container?.env ?? []) {
    const source = valueFrom?.configMapKeyRef;
    const given = source ? (await dataOf(source.name))[source.key] : valueFrom ? undefined : (value ?? '');
    if (given === undefined) values.delete(name);
    else values.set(name, source ? given : given.replace(/\$\((\w+)\)/g, (written, other: string) => values.get(other) ?? written));
  }
  return values.get(variable);
}

/** The URL in a value; undefined for what no HTTP client would take for one. */
export function httpUrl(value: string | undefined): URL | undefined {
  if (value === undefined || !/^https?:\/\//.test(value) || !URL.canParse(value)) return undefined;
  return new URL(value);
}

export interface UrlNamesNamespaceOptions {
  readonly deployment: { readonly namespace: string; readonly name: string };
  readonly variable: string;
  /** The namespace that the name in the URL must lead to. */
  readonly namespace: string;
}

/**
 * Passes when a variable in a Deployment's pod template holds a URL whose host is a name with the wanted namespace as its second part:
 * `service.namespace`, and whatever follows.
 *
 * Messages: `not-set`, `no-url`, `address`, `bare-name`, `other-namespace`.
 *
 * @example urlNamesNamespace({ deployment: { namespace: 'cvat', name: 'backend' }, variable: 'S3_URL', namespace: 'minio' })
 */
export function urlNamesNamespace({ deployment, variable, namespace }: UrlNamesNamespaceOptions): Check {
  return async (look) => {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment };
    const found = await look.cluster.get<KubeObject & { readonly spec: { readonly template: Pod } }>(ref);
    if (!found) throw new Problem('probe-place-missing', `there is no deployment ${deployment.namespace}/${deployment.name}`);
    const value = await envValue(look, deployment.namespace, found.spec.template.spec, variable);
    const mistake = mistakeIn(value, namespace);
    if (!mistake) return { status: 'passed' };
    return {
      status: 'failed',
      reason: 'wrong',
      ...mistake,
      expected: say(
        '{{variable}} holds a URL with a name, and the name says the namespace {{namespace}}.',
        'В {{variable}} — URL с именем, и в имени назван неймспейс {{namespace}}.',
        { variable, namespace },
      ),
      evidence: { kind: 'field', object: ref, field: `env ${variable}`, found: value ?? '—' },
      lookAt: [`kubectl -n ${deployment.namespace} set env deploy/${deployment.name} --list`],
    };
  };
}

function mistakeIn(value: string | undefined, namespace: string): Pick<Failed, 'messageId' | 'found'> | undefined {
  if (value === undefined) return { messageId: 'not-set', found: say('The variable is not set.', 'Переменная не задана.') };
  const host = httpUrl(value)?.hostname;
  if (!host) return { messageId: 'no-url', found: say('{{value}} is no HTTP URL.', '{{value}} — это не HTTP-URL.', { value }) };
  if (isAddress(host)) {
    return {
      messageId: 'address',
      found: say(
        '{{host}} is an address. It works until the Service is made anew; write the name.',
        '{{host}} — это адрес. Он проработает до пересоздания сервиса; пишите имя.',
        { host },
      ),
    };
  }
  const [service = '', second] = host.replace(/\.$/, '').split('.');
  if (second === namespace) return undefined;
  if (second === undefined) {
    return {
      messageId: 'bare-name',
      found: say(
        'The name {{service}} says no namespace, so the resolver tries the caller’s own.',
        'В имени {{service}} нет неймспейса, и резолвер подставляет тот, откуда звонят.',
        { service },
      ),
    };
  }
  return {
    messageId: 'other-namespace',
    found: say(
      'After {{service}} the name says {{second}}: there the resolver looks for a namespace {{second}}.',
      'После {{service}} в имени стоит {{second}}: на этом месте резолвер ждёт неймспейс.',
      { service, second },
    ),
  };
}

/** As the URL parser writes addresses: 0x7f000001 and 127.1 have become 127.0.0.1, IPv6 stands in brackets. */
function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
