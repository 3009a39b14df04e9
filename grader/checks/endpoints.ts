// Who is behind a Service, according to its EndpointSlices.
import type { Check, Look } from '../check.ts';
import type { EndpointSlice, Pod, Service } from '../objects.ts';
import type { Failed, Verdict } from '../verdict.ts';
import { podsOf } from './find.ts';
import { say } from './wording.ts';

export interface EndpointsFinding {
  readonly service: Service | undefined;
  readonly endpoints: readonly { readonly name: string; readonly address: string; readonly ready: boolean; readonly wanted: boolean }[];
  readonly missing: readonly Pod[];
}

export interface EndpointsOptions {
  readonly service: { readonly namespace: string; readonly name: string };
  /** The Deployment whose pods, all of them ready and nobody else, must be behind the Service. */
  readonly deployment: { readonly namespace: string; readonly name: string };
  /** Whether others may stand there too; then only a missing or unready pod fails. */
  readonly others?: 'allowed';
  /** Names a particular mistake; the general message stands where it returns undefined. */
  readonly explain?: (
    finding: EndpointsFinding,
    look: Look,
  ) =>
    | Promise<(Pick<Failed, 'messageId' | 'found'> & Partial<Failed>) | undefined>
    | (Pick<Failed, 'messageId' | 'found'> & Partial<Failed>)
    | undefined;
}

/**
 * Passes when the slices of a Service hold exactly the pods of a Deployment (with `others: 'allowed'`: at least), each of them ready.
 *
 * Messages: `no-endpoints`, `wrong-endpoints`, `missing-endpoints`, `not-ready`, and what `explain` adds.
 *
 * @example endpointsAre({ service: { namespace: 'minio', name: 'minio' }, deployment: { namespace: 'minio', name: 'minio' } })
 */
export function endpointsAre(options: EndpointsOptions): Check {
  return async (look) => {
    const finding = await findEndpoints(look, options);
    const { endpoints, missing } = finding;
    const strangers = options.others === 'allowed' ? [] : endpoints.filter(({ wanted }) => !wanted);
    const waiting = endpoints.filter(({ wanted, ready }) => wanted && !ready);
    if (endpoints.length > 0 && missing.length + strangers.length + waiting.length === 0) return { status: 'passed' };
    return { ...general(options, finding), ...(await options.explain?.(finding, look)) };
  };
}

async function findEndpoints(look: Look, { service: ref, deployment }: EndpointsOptions): Promise<EndpointsFinding> {
  const [service, slices, pods] = await Promise.all([
    look.cluster.get<Service>({ apiVersion: 'v1', kind: 'Service', ...ref }),
    look.cluster.list<EndpointSlice>({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      namespace: ref.namespace,
      labelSelector: `kubernetes.io/service-name=${ref.name}`,
    }),
    podsOf(look, deployment),
  ]);
  const wanted = new Map(pods.map((pod) => [pod.metadata.uid, pod]));
  // A terminating endpoint is on its way out: neither wanted nor a stranger.
  const entries = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => !conditions?.terminating);
  const seen = new Set(entries.map(({ targetRef }) => targetRef?.uid));
  return {
    service,
    endpoints: entries.map(({ addresses, conditions, targetRef }) => ({
      name: targetRef?.name ?? '?',
      address: addresses.join(','),
      ready: conditions?.ready ?? true,
      wanted: wanted.has(targetRef?.uid ?? ''),
    })),
    missing: pods.filter(({ metadata }) => !seen.has(metadata.uid)),
  };
}

function general({ service: ref, deployment, others }: EndpointsOptions, { endpoints, missing }: EndpointsFinding): Failed {
  const strangers = others === 'allowed' ? [] : endpoints.filter(({ wanted }) => !wanted);
  const [messageId, found] =
    endpoints.length === 0
      ? ['no-endpoints', say('The slices of Service {{service}} are empty.', 'Слайсы сервиса {{service}} пусты.', { service: ref.name })]
      : strangers.length > 0
        ? [
            'wrong-endpoints',
            say('Behind Service {{service}} there is also {{names}}.', 'За сервисом {{service}} стоит ещё и {{names}}.', {
              service: ref.name,
              names: strangers.map(({ name }) => name).join(', '),
            }),
          ]
        : missing.length > 0
          ? [
              'missing-endpoints',
              say('Behind Service {{service}} somebody is missing: {{names}}.', 'За сервисом {{service}} не хватает: {{names}}.', {
                service: ref.name,
                names: missing.map(({ metadata }) => metadata.name).join(', '),
              }),
            ]
          : [
              'not-ready',
              say('Not every endpoint of Service {{service}} is ready.', 'Не все эндпоинты сервиса {{service}} готовы.', {
                service: ref.name,
              }),
            ];
  return {
    status: 'failed',
    reason: 'wrong',
    messageId,
    expected: say(
      'The slices of Service {{service}} hold exactly the pods of Deployment {{deployment}}, all of them ready.',
      'В слайсах сервиса {{service}} ровно поды деплоймента {{deployment}}, и все готовы.',
      { service: ref.name, deployment: deployment.name },
    ),
    found,
    evidence: {
      kind: 'endpoints',
      service: { apiVersion: 'v1', kind: 'Service', ...ref },
      expected: [
        ...endpoints.filter(({ wanted }) => wanted).map(({ name }) => name),
        ...missing.map(({ metadata }) => metadata.name),
      ].sort(),
      found: endpoints,
    },
    lookAt: [
      `kubectl -n ${ref.namespace} get endpointslices -l kubernetes.io/service-name=${ref.name}`,
      `kubectl -n ${ref.namespace} describe svc ${ref.name}`,
      `kubectl -n ${ref.namespace} get pods --show-labels`,
    ],
  } satisfies Verdict;
}
