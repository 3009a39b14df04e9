// The little HTTP that a probe needs: one GET, the status of its answer (pkg/probe/http).
import type { Clock } from '../../clock.ts';
import { NetworkError, type NetworkNamespace } from '../../shell/index.ts';

/** What Go's HTTP client would say besides a network error. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

export interface GetOptions {
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: boolean;
  readonly timeoutMs: number;
}

/** A status line is longer than this only when it is none. */
const LONGEST_STATUS_LINE = 4096;

/** Rejects with `NetworkError` (ETIMEDOUT when the time is up) or `ProbeError`. */
export async function getStatus(parts: { readonly host: NetworkNamespace; readonly clock: Clock }, options: GetOptions): Promise<number> {
  const { host, clock } = parts;
  const { address, port, timeoutMs } = options;
  const startedMs = clock.now();
  const connection = await host.connect(address, port, { timeoutMs });
  const stop = new AbortController();
  const cancel = clock.after(timeoutMs - (clock.now() - startedMs), () => stop.abort(new NetworkError('ETIMEDOUT')));
  try {
    await connection.write(requestOf(options));
    let text = '';
    while (!text.includes('\r\n') && text.length < LONGEST_STATUS_LINE) {
      const bytes = await connection.read(stop.signal);
      if (!bytes) throw new ProbeError('EOF');
      text += new TextDecoder('latin1').decode(bytes);
    }
    // The simulated network carries no TLS: whoever answers, answers in plain HTTP.
    if (options.tls) throw new ProbeError('http: server gave HTTP response to HTTPS client');
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    if (!status)
      throw new ProbeError(
        `net/http: HTTP/1.x transport connection broken: malformed HTTP response ${JSON.stringify(text.split('\r\n')[0])}`,
      );
    connection.end();
    return Number(status);
  } catch (error) {
    connection.reset();
    if (!(error instanceof NetworkError) || error.code === 'ETIMEDOUT') throw error;
    const { local, remote } = connection;
    throw new ProbeError(`read tcp ${local.address}:${local.port}->${remote.address}:${remote.port}: read: connection reset by peer`);
  } finally {
    cancel();
  }
}

function requestOf({ address, port, path, headers }: GetOptions): string {
  const all: Record<string, string> = { Host: `${address}:${port}`, 'User-Agent': 'kube-probe/1.34', Accept: '*/*', Connection: 'close' };
  for (const [name, value] of Object.entries(headers)) {
    const known = Object.keys(all).find((key) => key.toLowerCase() === name.toLowerCase());
    all[known ?? name] = value;
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
