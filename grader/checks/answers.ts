// Who answers HTTP requests, counted over many new connections.
import type { Check } from '../check.ts';
import type { Pod } from '../objects.ts';
import type { Failed } from '../verdict.ts';
import { lookupFailure } from './dns.ts';
import { envValue, httpUrl } from './environment.ts';
import { latestPod, placeIn, podsOf } from './find.ts';
import { outcomeWords, placeName, say } from './wording.ts';

export interface AnsweredByOptions {
  readonly from: { readonly namespace: string; readonly name: string };
  /** An address that answers with the name of the pod, such as agnhost's /hostname. */
  readonly url: string;
  readonly times: number;
  /** The Deployment whose pods alone may answer. */
  readonly deployment: { readonly namespace: string; readonly name: string };
  readonly explain?: (strangers: readonly string[]) => (Pick<Failed, 'messageId' | 'found'> & Partial<Failed>) | undefined;
  readonly lookAt: readonly string[];
}

/**
 * Passes when each of `times` requests, each over a new connection, is answered by a pod of the Deployment.
 *
 * Messages: `unanswered`, `stranger-answers`, and what `explain` adds.
 */
export function answeredBy(options: AnsweredByOptions): Check {
  return async (look) => {
    const { url, times } = options;
    const place = await placeIn(look, options.from);
    const wanted = new Set((await podsOf(look, options.deployment)).map(({ metadata }) => metadata.name));
    const answers = await look.cluster.request({ from: place, url, times });
    const counts = new Map<string, number>();
    for (const answer of answers) {
      const who = 'failed' in answer ? answer.failed : answer.status === 200 ? answer.body.trim() : `HTTP ${answer.status}`;
      counts.set(who, (counts.get(who) ?? 0) + 1);
    }
    const rows = [...counts].map(([answer, count]) => ({ answer, count, wanted: wanted.has(answer) })).sort((a, b) => b.count - a.count);
    if (rows.length > 0 && rows.every((row) => row.wanted)) return { status: 'passed' };
    const unanswered = answers.filter((answer) => 'failed' in answer || answer.status !== 200).length;
    const strangers = answers.flatMap((answer) =>
      'failed' in answer || answer.status !== 200 || wanted.has(answer.body.trim()) ? [] : [answer.body.trim()],
    );
    const general: Failed = {
      status: 'failed',
      reason: 'wrong',
      messageId: unanswered > 0 ? 'unanswered' : 'stranger-answers',
      expected: say(
        '{{times}} requests to {{url}} are all answered, and only by pods of Deployment {{deployment}}.',
        '{{times}} запросов к {{url}}: на все есть ответ, и отвечают только поды деплоймента {{deployment}}.',
        { times, url, deployment: options.deployment.name },
      ),
      found:
        unanswered > 0
          ? {
              ...say('{{count}} requests were not answered.', '{{count}} запросов остались без ответа.', { count: unanswered }),
              plural: {
                en: { one: '{{count}} request was not answered.', other: '{{count}} requests were not answered.' },
                ru: {
                  one: 'Без ответа остался {{count}} запрос.',
                  few: 'Без ответа остались {{count}} запроса.',
                  many: 'Без ответа осталось {{count}} запросов.',
                },
              },
            }
          : say('Somebody else answered too: {{names}}.', 'Отвечал и кто-то другой: {{names}}.', {
              names: [...new Set(strangers)].join(', '),
            }),
      evidence: { kind: 'answers', from: placeName(place), url, counts: rows },
      lookAt: options.lookAt,
    };
    return { ...general, ...(strangers.length > 0 ? options.explain?.([...new Set(strangers)]) : undefined) };
  };
}

export interface AnsweredFromOptions {
  /** A Deployment; the request starts in a running pod of its latest revision, ready or not. */
  readonly from: { readonly namespace: string; readonly name: string };
  /** The variable of that pod that holds the URL. */
  readonly variable: string;
  /** Asked below that URL; answers with the name of a pod, such as agnhost's `/hostname`. */
  readonly path: string;
  /** Where the pod that answers must live. */
  readonly namespace: string;
}

/**
 * Passes when the URL that a pod has been given is answered by a pod of a namespace.
 *
 * Messages: `no-url`, `unresolved`, `refused`, `timed-out`, `no-route`, `http-status`, `stranger-answers`.
 */
export function answeredFrom({ from, variable, path, namespace }: AnsweredFromOptions): Check {
  return async (look) => {
    const { metadata, spec } = await latestPod(look, from);
    const place = { pod: { namespace: from.namespace, name: metadata.name } };
    const value = await envValue(look, from.namespace, spec, variable);
    const base = httpUrl(value);
    const failed = (messageId: string, found: Failed['found'], evidence: Failed['evidence'], curl: string): Failed => ({
      status: 'failed',
      reason: 'wrong',
      messageId,
      expected: say(
        'At the address in {{variable}} a pod of namespace {{namespace}} answers.',
        'По адресу из {{variable}} отвечает под неймспейса {{namespace}}.',
        { variable, namespace },
      ),
      found,
      evidence,
      lookAt: [
        `kubectl -n ${from.namespace} set env deploy/${from.name} --list`,
        `kubectl -n ${from.namespace} exec deploy/${from.name} -- curl -sS -m 3 ${curl}`,
      ],
    });
    if (base?.protocol !== 'http:') {
      const object = { apiVersion: 'v1', kind: 'Pod', ...place.pod };
      const found = say('{{value}} is no address of an HTTP service.', '{{value}} — это не адрес HTTP-сервиса.', { value: value ?? '—' });
      return failed('no-url', found, { kind: 'field', object, field: `env ${variable}`, found: value ?? '—' }, value ?? '');
    }
    const url = base.href.replace(/\/$/, '') + path;
    const [answer = { failed: 'timed-out' as const }] = await look.cluster.request({ from: place, url });
    const probe = (outcome: string): Failed['evidence'] => ({
      kind: 'probe',
      from: placeName(place),
      to: url,
      expected: '200',
      outcomes: [outcome],
    });
    if ('failed' in answer) {
      const words = outcomeWords[answer.failed];
      const found = { text: { en: `{{url}}: ${words.en}.`, ru: `{{url}}: ${words.ru}.` }, values: { url } };
      const lookup = answer.failed === 'unresolved' ? await lookupFailure(look, place, base.hostname) : undefined;
      return failed(answer.failed, found, lookup ?? probe(answer.failed), url);
    }
    if (answer.status !== 200) {
      const found = say('{{url}} answers with HTTP status {{status}}.', '{{url}} отвечает HTTP-статусом {{status}}.', {
        url,
        status: answer.status,
      });
      return failed('http-status', found, probe(String(answer.status)), url);
    }
    const who = answer.body.trim();
    const pods = await look.cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace });
    if (pods.some((pod) => pod.metadata.name === who)) return { status: 'passed' };
    return failed(
      'stranger-answers',
      say(
        '{{who}} answers, which is no pod of namespace {{namespace}}.',
        'Отвечает {{who}}, а в неймспейсе {{namespace}} такого пода нет.',
        {
          who,
          namespace,
        },
      ),
      { kind: 'answers', from: placeName(place), url, counts: [{ answer: who, count: 1, wanted: false }] },
      url,
    );
  };
}
