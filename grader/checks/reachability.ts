// Can one place open a connection to another?
import type { Check, Look } from '../check.ts';
import type { Failed } from '../verdict.ts';
import { placeIn } from './find.ts';
import { outcomeWords, placeName, say } from './wording.ts';

export interface ConnectsOptions {
  /** A Deployment; the probe starts in one of its ready pods. */
  readonly from: { readonly namespace: string; readonly name: string };
  readonly host: string;
  readonly port: number;
  readonly lookAt?: readonly string[];
}

/**
 * Passes when a new TCP connection can be opened. Messages: `refused`, `timed-out`, `unresolved`, `no-route`.
 *
 * @example connects({ from: { namespace: 'cvat', name: 'client' }, host: 'minio.minio', port: 80 })
 */
export function connects({ from, host, port, lookAt }: ConnectsOptions): Check {
  return async (look: Look) => {
    const place = await placeIn(look, from);
    const [outcome = 'timed-out'] = await look.cluster.connect({ from: place, host, port });
    if (outcome === 'connected') return { status: 'passed' };
    const target = `${host}:${port}`;
    return {
      status: 'failed',
      reason: 'wrong',
      messageId: outcome,
      expected: say('From {{from}} a connection to {{target}} opens.', 'Из {{from}} открывается соединение с {{target}}.', {
        from: placeName(place),
        target,
      }),
      found: {
        text: { en: `{{target}}: ${outcomeWords[outcome].en}.`, ru: `{{target}}: ${outcomeWords[outcome].ru}.` },
        values: { target },
      },
      evidence: { kind: 'probe', from: placeName(place), to: target, expected: 'connected', outcomes: [outcome] },
      lookAt: lookAt ?? [`kubectl -n ${from.namespace} exec deploy/${from.name} -- curl -sS -m 3 http://${target}/`],
    } satisfies Failed;
  };
}
