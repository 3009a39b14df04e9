// cache: answers again what was answered a moment ago (plugin/cache).
import type { DnsMessage, DnsRecord } from '../../../network/index.ts';
import type { PluginSetup } from './plugin.ts';
import { absoluteZone, isBelow } from './zones.ts';

/** Seconds: the plugin's own limits, unless the Corefile gives others. */
const LONGEST_SUCCESS_S = 3600;
const LONGEST_DENIAL_S = 1800;
const SHORTEST_S = 5;
/** Answers kept; the oldest goes first. */
const CAPACITY = 9984;

interface Held {
  readonly message: DnsMessage;
  readonly sinceMs: number;
  readonly untilMs: number;
}

export const cache: PluginSetup = ({ directive, zones, fault, process }) => {
  const [first, ...rest] = directive.args;
  const limit = first !== undefined && /^\d+$/.test(first) ? Number(first) : undefined;
  const cached = (limit === undefined ? directive.args : rest).map(absoluteZone);
  const covered = cached.length ? cached : zones;
  let success = limit ?? LONGEST_SUCCESS_S;
  let denial = limit ?? LONGEST_DENIAL_S;
  const disabled: Record<'success' | 'denial', string[]> = { success: [], denial: [] };
  for (const { name, args, line } of directive.block) {
    if (name === 'success') success = Number(args[1] ?? success);
    else if (name === 'denial') denial = Number(args[1] ?? denial);
    else if (name === 'disable') {
      const [which, ...where] = args;
      if (which !== 'success' && which !== 'denial')
        throw fault(`cache type for disable must be success or denial, got "${which ?? ''}"`, line);
      disabled[which].push(...(where.length ? where.map(absoluteZone) : covered));
    } else if (!['prefetch', 'serve_stale', 'servfail', 'keepttl'].includes(name)) throw fault(`unknown property '${name}'`, line);
  }
  const held = new Map<string, Held>();

  return {
    wrap: (next) => async (request) => {
      if (!covered.some((zone) => isBelow(request.name, zone))) return next(request);
      const key = `${request.name.toLowerCase()} ${request.type} ${request.message.edns?.dnssecOk ?? false}`;
      const nowMs = process.clock.now();
      const found = held.get(key);
      if (found && found.untilMs > nowMs) return refresh(found, request.message, nowMs);
      const message = await next(request);
      const kind = message.rcode === 'NOERROR' && message.answers.length > 0 ? 'success' : 'denial';
      const seconds = secondsToKeep(message, kind === 'success' ? success : denial);
      if (seconds > 0 && !disabled[kind].some((zone) => isBelow(request.name, zone))) {
        held.delete(key);
        held.set(key, { message, sinceMs: nowMs, untilMs: nowMs + seconds * 1000 });
        const oldest = held.keys().next().value;
        if (held.size > CAPACITY && oldest !== undefined) held.delete(oldest);
      }
      return message;
    },
  };
};

function secondsToKeep(message: DnsMessage, limit: number): number {
  if (message.truncated || (message.rcode !== 'NOERROR' && message.rcode !== 'NXDOMAIN')) return 0;
  const records = [...message.answers, ...message.authorities, ...message.additionals];
  if (records.length === 0) return 0;
  const least = Math.min(...records.map(({ ttl }) => ttl));
  return least === 0 ? 0 : Math.min(limit, Math.max(SHORTEST_S, least));
}

function refresh({ message, sinceMs }: Held, asked: DnsMessage, nowMs: number): DnsMessage {
  const age = Math.floor((nowMs - sinceMs) / 1000);
  const older = (records: readonly DnsRecord[]) => records.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - age) }));
  return {
    ...message,
    id: asked.id,
    questions: asked.questions,
    recursionDesired: asked.recursionDesired,
    answers: older(message.answers),
    authorities: older(message.authorities),
    additionals: older(message.additionals),
  };
}
