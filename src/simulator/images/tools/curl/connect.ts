// How curl gets from a host name to an open connection, and what it tells on the way.
import { type Connection, NetworkError, type Process } from '../../../../shell/index.ts';
import { resolveHost } from '../resolve.ts';
import { CurlError, curlTexts } from './errors.ts';
import type { CurlOptions } from './options.ts';
import type { CurlUrl } from './url.ts';

/** What the kernel says for an errno (strerror(3)). */
export const errnoTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'Host is unreachable',
  ENETUNREACH: 'Network unreachable',
  ETIMEDOUT: 'Operation timed out',
  EADDRINUSE: 'Address in use',
  EADDRNOTAVAIL: 'Address not available',
  EACCES: 'Permission denied',
  EPIPE: 'Broken pipe',
};

export interface ConnectSteps {
  /** A line of `-v`, without its `* `. */
  readonly say: (line: string) => Promise<void>;
  readonly onResolved: () => void;
  /** Milliseconds since this transfer began. */
  readonly elapsedMs: () => number;
  readonly signal: AbortSignal;
}

const numeric = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Rejects with `CurlError` 6 or 7, or 28 when the kernel gave up; with the signal's reason when that aborts. */
export async function openConnection(process: Process, options: CurlOptions, url: CurlUrl, steps: ConnectSteps): Promise<Connection> {
  const target = redirectTarget(options, url);
  const addresses = await findAddresses(process, options, target, steps);
  steps.onResolved();
  let last: NetworkError | undefined;
  for (const address of addresses) {
    await steps.say(`  Trying ${address}:${target.port}...`);
    try {
      const connection = await process.net.connect(address, target.port, {
        signal: steps.signal,
        ...(options.localPort ? { sourcePort: options.localPort } : {}),
      });
      await steps.say(`Connected to ${target.host} (${address}) port ${target.port}`);
      return connection;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      last = error;
      await steps.say(`connect to ${address} port ${target.port} failed: ${errnoTexts[error.code] ?? error.message}`);
    }
  }
  const message = `Failed to connect to ${target.host} port ${target.port} after ${Math.floor(steps.elapsedMs())} ms: ${curlTexts[7]}`;
  throw new CurlError(last?.code === 'ETIMEDOUT' ? 28 : 7, message);
}

function redirectTarget(options: CurlOptions, url: CurlUrl): { host: string; port: number } {
  for (const rule of options.connectTo) {
    const [host, port, toHost, toPort] = rule.split(':');
    const fits = (!host || host.toLowerCase() === url.host.toLowerCase()) && (!port || Number(port) === url.port);
    if (fits) return { host: toHost || url.host, port: Number(toPort || url.port) };
  }
  return url;
}

async function findAddresses(
  process: Process,
  options: CurlOptions,
  target: { readonly host: string; readonly port: number },
  steps: ConnectSteps,
): Promise<readonly string[]> {
  if (numeric.test(target.host)) return [target.host];
  for (const rule of options.resolve) {
    const [, host, port, addresses] = /^[+]?(\*|[^:]+):(\d+):(.+)$/.exec(rule) ?? [];
    if (!host) throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${rule}'`);
    if ((host === '*' || host.toLowerCase() === target.host.toLowerCase()) && Number(port) === target.port && addresses) {
      await steps.say(`Hostname ${target.host} was found in DNS cache`);
      return addresses.split(',').map((address) => address.replace(/^\[|\]$/g, ''));
    }
  }
  const found = options.onlyIpv6 ? [] : await resolveHost(process, target.host, steps.signal);
  if (found.length === 0) {
    await steps.say(`Could not resolve host: ${target.host}`);
    throw new CurlError(6, `Could not resolve host: ${target.host}`);
  }
  await steps.say(`Host ${target.host}:${target.port} was resolved.`);
  await steps.say('IPv6: (none)');
  await steps.say(`IPv4: ${found.join(', ')}`);
  return found;
}
