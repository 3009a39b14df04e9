// From a host name to addresses, as getaddrinfo does it for every tool here.
import type { Process } from '../../../shell/index.ts';
import { type LookupResult, lookup } from '../../network/index.ts';

/** The IPv4 addresses of `host`; empty when it does not resolve. Rejects with the signal's reason. */
export async function resolveHost(process: Process, host: string, signal: AbortSignal = process.signal): Promise<readonly string[]> {
  return (await lookUp(process, host, signal)).addresses.filter((address) => !address.includes(':'));
}

/** The whole answer of the resolver. `family` limits it to A (4) or AAAA (6). */
export function lookUp(process: Process, host: string, signal: AbortSignal = process.signal, family?: 4 | 6): Promise<LookupResult> {
  const { net, clock, files } = process;
  return lookup({ net, clock, files, name: host, signal, ...(family ? { family } : {}) });
}
