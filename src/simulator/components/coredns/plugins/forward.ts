// forward: sends what nobody here knows to other name servers.
import { NetworkError } from '../../../../shell/network-namespace.ts';
import { type DnsMessage, parseResolvConf, query } from '../../../network/index.ts';
import { DnsFailure, type DnsRequest, type PluginContext, type PluginSetup } from './plugin.ts';
import { absoluteZone, isBelow } from './zones.ts';

/** The plugin's read timeout, and the time after which it gives up on a question (plugin/forward/forward.go). */
const READ_TIMEOUT_MS = 2000;
const GIVE_UP_AFTER_MS = 5000;

/** Settings of upstream connections that make no difference here. */
const accepted = new Set([
  'max_fails',
  'expire',
  'tls',
  'tls_servername',
  'health_check',
  'max_concurrent',
  'max_idle_conns',
  'next',
  'failfast_all_unhealthy_upstreams',
]);

interface Upstream {
  readonly address: string;
  readonly port: number;
}

export const forward: PluginSetup = (context) => {
  const { directive, fault, process } = context;
  const [from, ...to] = directive.args;
  if (!from || to.length === 0) throw fault(`Wrong argument count or unexpected line ending after '${directive.args.at(-1) ?? 'forward'}'`);
  const zone = absoluteZone(from);
  const upstreams = to.flatMap((target) => readUpstreams(target, context));
  const except: string[] = [];
  let policy = 'random';
  let alwaysTcp = false;
  let preferUdp = false;
  for (const { name, args, line } of directive.block) {
    if (name === 'except') except.push(...args.map(absoluteZone));
    else if (name === 'policy') {
      policy = args[0] ?? '';
      if (!['random', 'round_robin', 'sequential'].includes(policy)) throw fault(`unknown policy '${policy}'`, line);
    } else if (name === 'force_tcp') alwaysTcp = true;
    else if (name === 'prefer_udp') preferUdp = true;
    else if (!accepted.has(name)) throw fault(`unknown property '${name}'`, line);
  }
  let turn = 0;
  const order = (): readonly Upstream[] => {
    const start = policy === 'sequential' ? 0 : turn++ % upstreams.length;
    return [...upstreams.slice(start), ...upstreams.slice(0, start)];
  };

  async function exchange(request: DnsRequest): Promise<DnsMessage> {
    const startedMs = process.clock.now();
    let failure = 'no healthy proxies';
    const tcp = alwaysTcp || (request.protocol === 'tcp' && !preferUdp);
    for (let round = 0; process.clock.now() - startedMs < GIVE_UP_AFTER_MS && round < 2; round++) {
      for (const { address, port } of order()) {
        try {
          const { net, clock, signal } = process;
          const { message } = await query({
            net,
            clock,
            signal,
            server: address,
            port,
            name: request.name,
            type: request.type,
            timeoutMs: READ_TIMEOUT_MS,
            tcp,
            keepTruncated: true,
            edns: request.message.edns !== undefined,
            recursion: request.message.recursionDesired,
          });
          return message;
        } catch (error) {
          if (!(error instanceof NetworkError)) throw error;
          failure = failureText(error, tcp, address, port);
        }
      }
    }
    throw new DnsFailure(failure);
  }

  return {
    wrap: (next) => async (request) => {
      if (!isBelow(request.name, zone) || except.some((excluded) => isBelow(request.name, excluded))) return next(request);
      const answer = await exchange(request);
      return { ...answer, id: request.message.id, questions: request.message.questions };
    },
  };
};

function failureText(error: NetworkError, tcp: boolean, address: string, port: number): string {
  const protocol = tcp ? 'tcp' : 'udp';
  if (error.code === 'ETIMEDOUT') return `read ${protocol} ->${address}:${port}: i/o timeout`;
  if (error.code === 'ECONNREFUSED') return `read ${protocol} ->${address}:${port}: read: connection refused`;
  if (error.code === 'ENETUNREACH') return `dial ${protocol} ${address}:${port}: connect: network is unreachable`;
  return `read ${protocol} ->${address}:${port}: read: no route to host`;
}

/** An address with or without port, or a file like resolv.conf. */
function readUpstreams(target: string, { process, fault }: PluginContext): Upstream[] {
  const plain = target.replace(/^dns:\/\//, '');
  const literal = /^(\d+\.\d+\.\d+\.\d+)(?::(\d+))?$/.exec(plain);
  if (literal) return [{ address: literal[1] as string, port: Number(literal[2] ?? 53) }];
  if (process.files.status(plain)?.kind !== 'file') throw fault(`not an IP address or file: ${JSON.stringify(target)}`);
  return parseResolvConf(process.files.readText(plain)).servers.map((address) => ({ address, port: 53 }));
}
