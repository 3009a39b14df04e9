// What names mean to a pod: looked up as its C library does, search list and all.
import type { Check, Look } from '../check.ts';
import type { DnsAnswer, Place } from '../cluster.ts';
import type { Evidence, Failed } from '../verdict.ts';
import { placeIn } from './find.ts';
import { placeName, say } from './wording.ts';

export interface ResolvesOptions {
  /** A Deployment; the lookup starts in one of its ready pods. */
  readonly from: { readonly namespace: string; readonly name: string };
  readonly name: string;
}

/**
 * Passes when the name leads to an address. Messages: `no-such-name`, `no-address`, `dns-silent`.
 *
 * @example resolves({ from: { namespace: 'cvat', name: 'client' }, name: 'minio.minio' })
 */
export function resolves({ from, name }: ResolvesOptions): Check {
  return async (look) => {
    const place = await placeIn(look, from);
    const answer = await look.cluster.resolve({ from: place, name, as: 'libc' });
    return answer.records.length > 0 ? { status: 'passed' } : unresolved(place, name, answer);
  };
}

export interface DoesNotResolveOptions extends ResolvesOptions {
  /** A name that must resolve from the same place at the same moment: without it nothing can be concluded from a "no". */
  readonly control: string;
  readonly explain?: Pick<Failed, 'found'> & Partial<Failed>;
}

/**
 * Passes when the name leads nowhere while `control` resolves. Messages: `resolves`, and with reason `broken-target`:
 * `control-unresolved`, `dns-silent`.
 *
 * @example doesNotResolve({ from: { namespace: 'clearml', name: 'api' }, name: 'minio', control: 'minio.minio' })
 */
export function doesNotResolve({ from, name, control, explain }: DoesNotResolveOptions): Check {
  return async (look) => {
    const place = await placeIn(look, from);
    const ask = (wanted: string) => look.cluster.resolve({ from: place, name: wanted, as: 'libc' });
    const [answer, checked] = await Promise.all([ask(name), ask(control)]);
    const expected = say(
      'In namespace {{namespace}} the name {{name}} leads nowhere, and {{control}} leads where it should.',
      'В неймспейсе {{namespace}} имя {{name}} никуда не ведёт, а {{control}} ведёт куда надо.',
      { namespace: from.namespace, name, control },
    );
    if (checked.records.length === 0)
      return { ...unresolved(place, control, checked), reason: 'broken-target', messageId: 'control-unresolved', expected };
    if (answer.records.length > 0) {
      return {
        status: 'failed',
        reason: 'wrong',
        messageId: 'resolves',
        expected,
        found: say('There {{name}} resolves to {{address}}.', 'Там {{name}} резолвится в {{address}}.', {
          name,
          address: answer.records.map(({ data }) => data).join(', '),
        }),
        evidence: lookupEvidence(place, name, answer, false),
        lookAt: [`kubectl -n ${from.namespace} exec deploy/${from.name} -- dig +showsearch ${name}`],
        ...explain,
      };
    }
    // Only "no" is a no: silence says nothing about the name.
    if (isSilent(answer)) return { ...unresolved(place, name, answer), reason: 'broken-target', expected };
    return { status: 'passed' };
  };
}

/** A lookup of a name from a place, as evidence, when it led nowhere; undefined when it resolves. */
export async function lookupFailure(look: Pick<Look, 'cluster'>, from: Place, name: string): Promise<Evidence | undefined> {
  const answer = await look.cluster.resolve({ from, name, as: 'libc' });
  return answer.records.length > 0 ? undefined : lookupEvidence(from, name, answer, true);
}

const isSilent = ({ rcode }: DnsAnswer) => rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';

function unresolved(
  place: { readonly pod: { readonly namespace: string; readonly name: string } },
  name: string,
  answer: DnsAnswer,
): Failed {
  const [messageId, found] = isSilent(answer)
    ? ([
        'dns-silent',
        say('The name server gave no answer about {{name}}.', 'Сервер имён ничего не ответил про {{name}}.', { name }),
      ] as const)
    : answer.rcode === 'NXDOMAIN'
      ? (['no-such-name', say('There is no name {{name}} for this pod.', 'Для этого пода имени {{name}} нет.', { name })] as const)
      : ([
          'no-address',
          say('The name {{name}} exists, but has no address.', 'Имя {{name}} есть, а адреса у него нет.', { name }),
        ] as const);
  return {
    status: 'failed',
    reason: 'wrong',
    messageId,
    expected: say('From {{from}} the name {{name}} resolves.', 'Из {{from}} имя {{name}} резолвится.', { from: placeName(place), name }),
    found,
    evidence: lookupEvidence(place, name, answer, true),
    lookAt: [`kubectl -n ${place.pod.namespace} exec ${place.pod.name} -- dig +showsearch ${name}`],
  };
}

/** A and AAAA of one name count as one question here; the name that resolved is the last one. */
function lookupEvidence(from: Place, name: string, { questions, records }: DnsAnswer, wanted: boolean): Evidence {
  const asked = [...new Set(questions.map((question) => question.name))];
  return {
    kind: 'lookup',
    from: placeName(from),
    name,
    wanted,
    questions: asked.map((full) => {
      const rcodes = questions.filter((question) => question.name === full).map(({ rcode }) => rcode);
      const addresses = full === asked.at(-1) ? records.map(({ data }) => data) : [];
      return { name: full, rcode: rcodes.find((rcode) => rcode === 'NOERROR') ?? rcodes[0] ?? '', addresses };
    }),
  };
}
