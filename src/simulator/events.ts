// Records events as client-go does (tools/record): the same event again raises its count instead of making a new one.
import type { Clock } from '../clock.ts';
import { type Api, ApiError, events } from './apiserver/index.ts';
import type { KubeEvent, KubeObject } from './objects.ts';
import { timestamp } from './timestamp.ts';

export interface EventRecorder {
  /** `fieldPath` names a part of the object: `spec.containers{web}`. An event that the server refuses is lost, as upstream. */
  record(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
}

export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** client-go's EventAggregator: so many different messages of one reason within the interval are folded into one event. */
const SIMILAR_EVENTS = 10;
const SIMILAR_INTERVAL_MS = 600_000;
/** client-go's EventSourceObjectSpamFilter: burst, and one more every five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** client-go's cache size. */
const REMEMBERED = 4096;

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

export function createEventRecorder(parts: { readonly api: Api; readonly clock: Clock }, source: EventSource): EventRecorder {
  const { api, clock } = parts;
  const recorded = new Map<string, { namespace: string; name: string }>();
  const similar = new Map<string, Similar>();
  const buckets = new Map<string, Bucket>();
  /** Stands for the nanoseconds that this clock does not count: names within a millisecond keep their order. */
  let sequence = 0;
  // What it told before its host went and came back, it still knows.
  for (const { source: from, involvedObject: about, type, reason, message, metadata } of api.list(events)) {
    if (from?.component !== source.component || from.host !== source.host) continue;
    const object = keyOf({ kind: about.kind, metadata: about });
    recorded.set(`${object}|${about.fieldPath}|${type}|${reason}|${message}`, { namespace: metadata.namespace ?? '', name: metadata.name });
  }

  function allowed(about: string): boolean {
    const nowMs = clock.now();
    const bucket = remember(buckets, about, () => ({ tokens: BURST, filledMs: nowMs }));
    bucket.tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.filledMs) / REFILL_MS);
    bucket.filledMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** The message that is stored, and the key under which the same event is found again. */
  function aggregate(group: string, message: string): { message: string; key: string } {
    const nowMs = clock.now();
    const seen = remember(similar, group, () => ({ messages: new Set(), lastMs: nowMs }));
    if (nowMs - seen.lastMs > SIMILAR_INTERVAL_MS) seen.messages.clear();
    seen.lastMs = nowMs;
    seen.messages.add(message);
    if (seen.messages.size < SIMILAR_EVENTS) return { message, key: `${group}|${message}` };
    return { message: `(combined from similar events): ${message}`, key: group };
  }

  function keyOf({ kind, metadata }: { kind: string; metadata: { namespace?: string; name?: string; uid?: string } }): string {
    return [source.component, source.host, kind, metadata.namespace, metadata.name, metadata.uid].join('|');
  }

  return {
    record(about, type, reason, rawMessage, fieldPath) {
      const { metadata } = about;
      const object = keyOf(about);
      const { message, key } = aggregate(`${object}|${fieldPath}|${type}|${reason}`, rawMessage);
      if (!allowed(object)) return;
      const at = timestamp(clock);
      try {
        const known = recorded.get(key);
        const again =
          known &&
          api.change(events, known.namespace, known.name, (event: KubeEvent) => {
            event.count = (event.count ?? 1) + 1;
            event.lastTimestamp = at;
            event.message = message;
          });
        if (again) return;
        const namespace = metadata.namespace ?? 'default';
        const name = `${metadata.name}.${(BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(sequence++)).toString(16)}`;
        api.create(events, {
          metadata: { namespace, name: unusedName(api, namespace, name) },
          involvedObject: {
            apiVersion: about.apiVersion,
            kind: about.kind,
            ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
            name: metadata.name,
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ...(fieldPath ? { fieldPath } : {}),
          },
          reason,
          message,
          type,
          count: 1,
          firstTimestamp: at,
          lastTimestamp: at,
          eventTime: null,
          source: { ...source },
          reportingComponent: source.component,
          reportingInstance: source.host ?? '',
        });
        remember(recorded, key, () => ({ namespace, name }));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    },
  };
}

function unusedName(api: Api, namespace: string, name: string): string {
  let candidate = name;
  for (let number = 1; api.find(events, namespace, candidate); number++) candidate = `${name}${number.toString(16)}`;
  return candidate;
}

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known) return known;
  if (map.size >= REMEMBERED) map.delete(map.keys().next().value as string);
  const made = make();
  map.set(key, made);
  return made;
}
