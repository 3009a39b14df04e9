// What a pod's resolver asks for when a program dials a name, and what a stock CoreDNS answers. Models glibc's search list
// (resolv/res_query.c) and CoreDNS' plugin/kubernetes as far as the lesson tells them.

export interface KnownService {
  readonly namespace: string;
  readonly name: string;
  /** The virtual address; undefined for a headless Service and for an alias. */
  readonly address?: string;
  /** Of an ExternalName. */
  readonly alias?: string;
}

export interface Directory {
  readonly namespaces: readonly string[];
  readonly services: readonly KnownService[];
}

/** How a name is written: `redis`, `redis.cvat`, `redis.cvat.svc`, `redis.cvat.svc.cluster.local`, and that with a dot at its end. */
export const forms = ['bare', 'namespace', 'svc', 'full', 'absolute'] as const;
export type Form = (typeof forms)[number];

export interface Call {
  /** The namespace of the pod that dials. */
  readonly caller: string;
  readonly service: string;
  /** The namespace that is meant. */
  readonly target: string;
  readonly form: Form;
}

export type Answer =
  /** NOERROR with an address, or for a headless Service with those of its pods. */
  | { readonly kind: 'found'; readonly service: KnownService }
  /** NOERROR, but a name without an address: a namespace is called so. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'nxdomain' }
  /** Below no zone of the cluster's: CoreDNS asks its own name server, which knows no such name. */
  | { readonly kind: 'outside' };

export interface Question {
  /** What was dialled, without its final dot. */
  readonly typed: string;
  /** What the search list has added; empty for the name as it was dialled. */
  readonly added: string;
  /** Undefined: an earlier answer made it needless. */
  readonly answer: Answer | undefined;
}

const zone = 'cluster.local';

/** The parts of a dialled name, with what each stands for. */
export function parts({ service, target, form }: Call): readonly { readonly text: string; readonly role: Role }[] {
  const all = [
    { text: service, role: 'service' },
    { text: `.${target}`, role: 'namespace' },
    { text: '.svc', role: 'kind' },
    { text: `.${zone}`, role: 'zone' },
    { text: '.', role: 'stop' },
  ] as const;
  return all.slice(0, forms.indexOf(form) + 1);
}
export type Role = 'service' | 'namespace' | 'kind' | 'zone' | 'stop';

export function dialled(call: Call): string {
  return parts(call)
    .map(({ text }) => text)
    .join('');
}

/** The kubelet's: search list of the caller's namespace, `ndots:5`. A name of five dots or more would be tried as it is first; none of these has so many. */
export function questions(directory: Directory, call: Call): readonly Question[] {
  const name = dialled(call);
  const typed = name.replace(/\.$/, '');
  const search = name.endsWith('.') ? [] : [`.${call.caller}.svc.${zone}`, `.svc.${zone}`, `.${zone}`];
  let found = false;
  return [...search, ''].map((added) => {
    const answer = found ? undefined : answerTo(directory, typed + added);
    found ||= answer?.kind === 'found';
    return { typed, added, answer };
  });
}

/** `full` without its final dot. */
function answerTo({ namespaces, services }: Directory, full: string): Answer {
  if (!full.endsWith(`.${zone}`)) return { kind: 'outside' };
  const labels = full.slice(0, -zone.length - 1).split('.');
  if (labels.pop() !== 'svc') return { kind: 'nxdomain' };
  const [name, namespace] = [labels.at(-2), labels.at(-1)];
  if (namespace === undefined) return { kind: 'empty' };
  if (!namespaces.includes(namespace)) return { kind: 'nxdomain' };
  if (name === undefined) return { kind: 'empty' };
  // Longer names belong to single endpoints and ports; what stands here is no such thing.
  const service = labels.length === 2 ? services.find((known) => known.namespace === namespace && known.name === name) : undefined;
  return service ? { kind: 'found', service } : { kind: 'nxdomain' };
}

export type Outcome =
  | { readonly kind: 'reached' | 'other'; readonly service: KnownService; readonly asked: number }
  | { readonly kind: 'unresolved'; readonly asked: number };

/** Where the call leads: to the Service that was meant, to another one, or nowhere. */
export function outcome(asked: readonly Question[], { target }: Call): Outcome {
  const answered = asked.filter(({ answer }) => answer);
  const last = answered.at(-1)?.answer;
  if (last?.kind !== 'found') return { kind: 'unresolved', asked: answered.length };
  return { kind: last.service.namespace === target ? 'reached' : 'other', service: last.service, asked: answered.length };
}
