// The grader's probes on a simulated cluster: real packets from a pod's own network namespace, with the pod's own
// resolv.conf, by the grader's own code. Nothing that the learner could have replaced takes part.
import { type Cluster, type ConnectOutcome, type DnsAnswer, type HttpAnswer, type Place, Problem } from '../../../grader/index.ts';
import type { Clock } from '../../clock.ts';
import { type Connection, type FileSystem, NetworkError, type NetworkNamespace } from '../../shell/index.ts';
import { DnsFormatError, HttpError, lookup, query, requestHttp } from '../../simulator/index.ts';

/** How long a probe waits for a connection, and for an HTTP answer (curriculum 3.0). */
const CONNECT_MS = 2_000;
const REQUEST_MS = 3_000;

export interface Standpoint {
  readonly net: NetworkNamespace;
  /** /etc/resolv.conf and /etc/hosts of the place. */
  readonly files: FileSystem;
}

/** Throws `probe-place-missing` when nothing runs there. */
export type FindStandpoint = (place: Place) => Standpoint;

export function createProbes(find: FindStandpoint, clock: Clock): Pick<Cluster, 'connect' | 'request' | 'resolve'> {
  const dial = async (
    from: Standpoint,
    host: string,
    port: number,
    timeoutMs: number,
  ): Promise<Connection | Exclude<ConnectOutcome, 'connected'>> => {
    const startMs = clock.now();
    const address = isAddress(host) ? host : await addressOf(from, host, clock);
    if (!address) return 'unresolved';
    try {
      return await from.net.connect(address, port, { timeoutMs: Math.max(1, timeoutMs - (clock.now() - startMs)) });
    } catch (error) {
      return outcomeOf(error);
    }
  };

  return {
    async connect({ from, host, port, protocol = 'TCP', times = 1, timeoutMs = CONNECT_MS }) {
      const standpoint = find(from);
      if (protocol === 'SCTP') throw new Problem('unsupported', 'this cluster has no SCTP probes yet');
      const outcomes: ConnectOutcome[] = [];
      for (let round = 0; round < times; round++) {
        if (protocol === 'UDP') outcomes.push(await sendDatagram(standpoint, host, port, timeoutMs, clock));
        else {
          const result = await dial(standpoint, host, port, timeoutMs);
          if (typeof result !== 'string') result.reset();
          outcomes.push(typeof result === 'string' ? result : 'connected');
        }
      }
      return outcomes;
    },

    async request({ from, url, headers = {}, times = 1, timeoutMs = REQUEST_MS }) {
      const standpoint = find(from);
      const { hostname, port, pathname, search, protocol } = new URL(url);
      if (protocol !== 'http:') throw new Problem('unsupported', `a probe cannot ask ${url}: only http`);
      const answers: HttpAnswer[] = [];
      for (let round = 0; round < times; round++) {
        const untilMs = clock.now() + timeoutMs;
        const connection = await dial(standpoint, hostname, Number(port || 80), timeoutMs);
        if (typeof connection === 'string') answers.push({ failed: connection });
        else
          answers.push(
            await ask(
              connection,
              { host: port ? `${hostname}:${port}` : hostname, path: pathname + search, headers },
              untilMs - clock.now(),
              clock,
            ),
          );
      }
      return answers;
    },

    async resolve({ from, name, type = 'A', server, tcp = false, as }) {
      const { net, files } = find(from);
      if (as === 'libc') {
        const { addresses, error, questions } = await lookup({ net, clock, files, name });
        return {
          rcode: error === undefined ? 'NOERROR' : libcCodes[error],
          records: addresses.map((data) => ({ name, type: data.includes(':') ? 'AAAA' : 'A', ttlSeconds: 0, data })),
          questions,
        };
      }
      const nameserver = server ?? /^nameserver\s+(\S+)/m.exec(files.readText('/etc/resolv.conf'))?.[1];
      if (!nameserver) throw new Problem('probe-failed', 'the place has no nameserver');
      const asked = (rcode: DnsAnswer['rcode'], records: DnsAnswer['records'] = []): DnsAnswer => ({
        rcode,
        records,
        questions: [{ name, type, rcode }],
      });
      try {
        const { message } = await query({
          net,
          clock,
          server: nameserver,
          name: name.endsWith('.') ? name : `${name}.`,
          type,
          tcp,
          timeoutMs: CONNECT_MS,
        });
        const records = message.answers.map(({ name: owner, type: kind, ttl, data }) => ({
          name: owner,
          type: kind,
          ttlSeconds: ttl,
          data,
        }));
        return asked(message.rcode as DnsAnswer['rcode'], records);
      } catch (error) {
        if (error instanceof DnsFormatError) return asked('SERVFAIL');
        return asked(outcomeOf(error) === 'timed-out' ? 'TIMEOUT' : 'UNREACHABLE');
      }
    },
  };
}

/** getaddrinfo's words as the answers that led to them. */
const libcCodes = { 'not-found': 'NXDOMAIN', 'no-data': 'NOERROR', again: 'TIMEOUT' } as const;

const isAddress = (host: string) => /^\d+\.\d+\.\d+\.\d+$/.test(host);

async function addressOf({ net, files }: Standpoint, name: string, clock: Clock): Promise<string | undefined> {
  return (await lookup({ net, clock, files, name, family: 4 })).addresses[0];
}

async function ask(
  connection: Connection,
  request: { host: string; path: string; headers: Readonly<Record<string, string>> },
  withinMs: number,
  clock: Clock,
): Promise<HttpAnswer> {
  const timeout = new AbortController();
  const cancel = clock.after(withinMs, () => timeout.abort(new NetworkError('ETIMEDOUT')));
  try {
    const { host, path: target, headers } = request;
    const {
      status,
      headers: fields,
      body,
    } = await requestHttp(connection, { target, headers: [['Host', host], ...Object.entries(headers)] }, { signal: timeout.signal });
    return {
      status,
      headers: Object.fromEntries([...fields].map(([name, value]) => [name.toLowerCase(), value])),
      body: await body.text(timeout.signal),
    };
  } catch (error) {
    // Whatever answered did not speak HTTP: nobody that was meant.
    if (error instanceof HttpError) return { failed: 'refused' };
    return { failed: outcomeOf(error) };
  } finally {
    cancel();
    connection.reset();
  }
}

async function sendDatagram(
  { net, files }: Standpoint,
  host: string,
  port: number,
  timeoutMs: number,
  clock: Clock,
): Promise<ConnectOutcome> {
  const address = isAddress(host) ? host : await addressOf({ net, files }, host, clock);
  if (!address) return 'unresolved';
  const socket = net.udp();
  const timeout = new AbortController();
  const cancel = clock.after(timeoutMs, () => timeout.abort(new NetworkError('ETIMEDOUT')));
  try {
    socket.send({ address, port }, new TextEncoder().encode('hostname'));
    await socket.receive(timeout.signal);
    return 'connected';
  } catch (error) {
    return outcomeOf(error);
  } finally {
    cancel();
    socket.close();
  }
}

/** A reset after the handshake is a refusal too: somebody said no. Anything that is no network error is a bug. */
function outcomeOf(error: unknown): Exclude<ConnectOutcome, 'connected'> {
  if (!(error instanceof NetworkError)) throw error;
  switch (error.code) {
    case 'ETIMEDOUT':
      return 'timed-out';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no-route';
    default:
      return 'refused';
  }
}
