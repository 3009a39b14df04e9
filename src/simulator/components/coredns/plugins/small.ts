// The small plugins: errors, log, loadbalance, health, ready, prometheus, loop.
import { serveHttp } from '../../../images/http/index.ts';
import { createQuery, createResponse, type DnsMessage, type DnsRecord, encodeMessage, query } from '../../../network/index.ts';
import { DnsFailure, type DnsHandler, type Plugin, type PluginContext, type PluginSetup } from './plugin.ts';
import { durationMs, isBelow } from './zones.ts';

export const errors: PluginSetup = ({ log }) => ({
  wrap: (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      log('ERROR', `plugin/errors: 2 ${request.name} ${request.type}: ${error.message}`);
      throw error;
    }
  },
});

/** The common log format of plugin/log. */
export const log: PluginSetup = ({ process, log: print }) => ({
  wrap: (next) => async (request) => {
    const startedMs = process.clock.now();
    const answer = await next(request);
    const { from, message, type, name, protocol, sizeBytes } = request;
    const flags = flagsOf(answer);
    const seconds = ((process.clock.now() - startedMs) / 1000).toFixed(9);
    const asked = `${type} IN ${name.toLowerCase()} ${protocol} ${sizeBytes} ${message.edns?.dnssecOk ?? false} ${message.edns?.udpSize ?? 512}`;
    print(
      'INFO',
      `${from.address}:${from.port} - ${message.id} "${asked}" ${answer.rcode} ${flags} ${encodeMessage(answer).length} ${seconds}s`,
    );
    return answer;
  },
});

function flagsOf(answer: DnsMessage): string {
  const flags = [
    answer.response && 'qr',
    answer.authoritative && 'aa',
    answer.truncated && 'tc',
    answer.recursionDesired && 'rd',
    answer.recursionAvailable && 'ra',
    answer.authenticData && 'ad',
    answer.checkingDisabled && 'cd',
  ];
  return flags.filter(Boolean).join(',');
}

/** Round robin: every answer begins with another address. */
export const loadbalance: PluginSetup = () => {
  let turn = 0;
  const isAddress = ({ type }: DnsRecord) => type === 'A' || type === 'AAAA' || type === 'MX';
  return {
    wrap: (next) => async (request) => {
      const answer = await next(request);
      const addresses = answer.answers.filter(isAddress);
      if (addresses.length < 2) return answer;
      const start = turn++ % addresses.length;
      const turned = [...addresses.slice(start), ...addresses.slice(0, start)];
      return { ...answer, answers: [...answer.answers.filter((record) => !isAddress(record)), ...turned] };
    },
  };
};

function httpPlugin(
  context: PluginContext,
  fallback: string,
  answer: (target: string) => { status: number; body: string } | undefined,
): Plugin {
  const { process, directive, fault } = context;
  const at = /^(.*):(\d+)$/.exec(directive.args[0] ?? fallback);
  if (!at) throw fault(`address ${directive.args[0]}: missing port in address`);
  const [, address, port] = at;
  const ending = new AbortController();
  const stop = () => ending.abort(process.signal.reason);
  return {
    async start() {
      const listener = process.net.listen(Number(port), {
        ...(address ? { address } : { address: '::' }),
        owner: { name: 'coredns', pid: process.pid },
      });
      process.signal.addEventListener('abort', stop, { once: true });
      const server = serveHttp(listener, async ({ target }) => answer(target) ?? { status: 404, body: '404 page not found\n' }, {
        signal: ending.signal,
      });
      await server.closed;
    },
    stop,
  };
}

export const health: PluginSetup = (context) => {
  for (const { name, args, line } of context.directive.block) {
    if (name !== 'lameduck') throw context.fault(`unknown property '${name}'`, line);
    if (durationMs(args[0] ?? '') === undefined) throw context.fault(`invalid duration`, line);
  }
  return httpPlugin(context, ':8080', (target) => (target === '/health' ? { status: 200, body: 'OK' } : undefined));
};

/** `waitingFor` names the plugins that are not ready yet. */
export function ready(context: PluginContext, waitingFor: () => readonly string[]): Plugin {
  return httpPlugin(context, ':8181', (target) => {
    if (target !== '/ready') return undefined;
    const waiting = waitingFor();
    return waiting.length ? { status: 503, body: waiting.join(',') } : { status: 200, body: 'OK' };
  });
}

export const prometheus: PluginSetup = (context) => {
  const counts = new Map<string, number>();
  const served = httpPlugin(context, 'localhost:9153'.replace('localhost', '127.0.0.1'), (target) => {
    if (target !== '/metrics') return undefined;
    const lines = [
      "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
      '# TYPE coredns_build_info gauge',
      'coredns_build_info{goversion="go1.24.1",revision="707c7c1",version="1.12.1"} 1',
      '# HELP coredns_dns_responses_total Counter of response status codes.',
      '# TYPE coredns_dns_responses_total counter',
      ...[...counts].map(([labels, count]) => `coredns_dns_responses_total{${labels}} ${count}`),
    ];
    return { status: 200, body: `${lines.join('\n')}\n` };
  });
  const count =
    (next: DnsHandler): DnsHandler =>
    async (request) => {
      const answer = await next(request);
      const zone = context.zones.find((candidate) => isBelow(request.name, candidate)) ?? '.';
      const labels = `plugin="",rcode="${answer.rcode}",server="dns://:53",view="",zone="${zone}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
      return answer;
    };
  return { ...served, wrap: count };
};

/** How often the same probe may come back before it is a loop (plugin/loop). */
const PROBES_OF_A_LOOP = 2;
const PROBE_TIMEOUT_MS = 2000;

export const loop: PluginSetup = ({ process, zones, fatal, log: print }) => {
  const [zone = '.'] = zones;
  const digits = (salt: number) =>
    String(Math.abs(Math.imul(Math.floor(process.clock.now()) + process.pid, 2_654_435_761 + salt))).padEnd(10, '7');
  const probe = `${digits(1)}${digits(2)}.${digits(3)}${digits(4)}.${zone === '.' ? '' : zone}`;
  let seen = 0;
  return {
    wrap: (next) => async (request) => {
      if (request.type !== 'HINFO' || request.name.toLowerCase() !== probe) return next(request);
      if (++seen > PROBES_OF_A_LOOP) {
        const from = `${request.from.address}:${request.from.port}`;
        fatal(
          `plugin/loop: Loop (${from} -> :53) detected for zone "${zone}", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO ${probe}"`,
        );
        return createResponse(request.message, { rcode: 'SERVFAIL' });
      }
      return next(request);
    },
    async start() {
      const { net, clock, signal } = process;
      await query({
        net,
        clock,
        signal,
        server: '127.0.0.1',
        name: createQuery(0, probe, 'HINFO').questions[0]?.name ?? probe,
        type: 'HINFO',
        timeoutMs: PROBE_TIMEOUT_MS,
      }).catch((error: unknown) => {
        if (!signal.aborted) print('WARNING', `plugin/loop: probe was not answered: ${(error as Error).message}`);
      });
    },
  };
};
