// Durations and ages in Go's and Kubernetes' notation. Knows nothing of clocks.

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, ns: 0.000_001 };

/** Go's time.ParseDuration: `1h30m`, `5s`, `0`, `-1s`. Undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|ns))+$/.exec(text);
  if (/^[+-]?0$/.test(text)) return 0;
  if (!match) return undefined;
  let totalMs = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/g))
    totalMs += Number(number) * (unitMs[unit as string] ?? 0);
  return match[1] === '-' ? -totalMs : totalMs;
}

/** Go's time.Duration.String() for whole seconds: `1m0s`, `30s`, `1h0m0s`. */
export function formatGoDuration(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const all = Math.abs(seconds);
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  const rest = Number((all % 60).toFixed(3));
  if (hours) return `${sign}${hours}h${minutes}m${rest}s`;
  return minutes ? `${sign}${minutes}m${rest}s` : `${sign}${rest}s`;
}

/** apimachinery's duration.HumanDuration: `5m`, `3m20s`, `2d3h`. */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return hours % 24 === 0 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24)}d${hours % 24}h`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24)}d`;
  const years = Math.trunc(hours / 24 / 365);
  const days = Math.trunc(hours / 24) % 365;
  if (hours < 24 * 365 * 8) return days === 0 ? `${years}y` : `${years}y${days}d`;
  return `${years}y`;
}

/** Age of an RFC 3339 time; `<unknown>` without one. */
export function ageOf(time: string | null | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : '<unknown>';
}

/** Go's time.RFC1123Z: `Fri, 20 Nov 2026 10:00:00 +0000`. The world's time zone is UTC. */
export function formatRfc1123(time: string): string {
  return new Date(time).toUTCString().replace('GMT', '+0000');
}

/** Go's time.Time.String() without fraction: `2026-11-20 10:00:00 +0000 UTC`. */
export function formatGoTime(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const decimal: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** resource.ParseQuantity as a number; undefined when it is no quantity. */
export function parseQuantity(text: string | number): number | undefined {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE])?$/.exec(String(text));
  if (!match) return undefined;
  const unit = match[2] ?? '';
  return Number(match[1]) * (binary[unit] ?? decimal[unit] ?? Number.NaN);
}
