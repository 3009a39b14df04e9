// Zones as a Corefile writes them.

/** `Example.ORG` → `example.org.`; `10.0.0.0/24` → `0.0.10.in-addr.arpa.`; `.` stays. */
export function absoluteZone(text: string): string {
  const zone = text.toLowerCase();
  const network = /^(\d+\.\d+\.\d+\.\d+)\/(8|16|24)$/.exec(zone);
  if (network) {
    const octets = (network[1] as string).split('.').slice(0, Number(network[2]) / 8);
    return `${octets.reverse().join('.')}.in-addr.arpa.`;
  }
  return zone.endsWith('.') ? zone : `${zone}.`;
}

/** Whether the name lies in the zone. */
export function isBelow(name: string, zone: string): boolean {
  const lower = name.toLowerCase();
  return zone === '.' || lower === zone || lower.endsWith(`.${zone}`);
}

/** `5s`, `300ms`, `1m30s`, `2h` in milliseconds, as Go's time.ParseDuration; a bare number counts seconds. */
export function durationMs(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit as string] ?? 0),
    0,
  );
}
