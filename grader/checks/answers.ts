// Who answers HTTP requests, counted over many new connections.
import type { Check } from '../check.ts';
import type { Failed } from '../verdict.ts';
import { placeIn, podsOf } from './find.ts';
import { placeName, say } from './wording.ts';

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
