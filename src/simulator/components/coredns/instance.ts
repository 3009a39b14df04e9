// A running configuration: server blocks with their plugin chains, and the ports on which they are served.
import type { Process } from '../../../shell/program.ts';
import type { Api } from '../../apiserver/index.ts';
import { createQuery, createResponse, type DnsMessage } from '../../network/index.ts';
import { CorefileError, type Directive, parseCorefile, type ServerBlock } from './corefile.ts';
import { type DnsHandler, missingPlugins, type Plugin, type PluginContext, plugins } from './plugins/index.ts';
import { ready } from './plugins/small.ts';
import { absoluteZone, durationMs, isBelow } from './plugins/zones.ts';
import { servePort } from './serve.ts';

export interface InstanceParts {
  readonly process: Process;
  readonly api: Api;
  readonly path: string;
  readonly text: string;
  log(level: 'INFO' | 'WARNING' | 'ERROR' | 'FATAL', text: string): void;
  /** Something happened after which the program must end with 1. */
  fatal(text: string): void;
  /** Hears of an exception that nothing of ours should throw. */
  onBug(error: unknown): void;
}

export interface Instance {
  /** `.:53`, as printed at the start. */
  readonly keys: readonly string[];
  readonly reloads: boolean;
  readonly lameduckMs: number;
  /** Opens the ports. Throws `NetworkError` when one is taken. */
  start(): void;
  stop(): void;
}

interface Site {
  readonly zones: readonly string[];
  readonly port: number;
  readonly handler: DnsHandler;
}

/** Throws `CorefileError` with what CoreDNS would print. Nothing runs before `start`. */
export function createInstance(parts: InstanceParts): Instance {
  const blocks = parseCorefile(parts.text, parts.path, parts.process.env);
  const running: { readonly name: string; readonly plugin: Plugin }[] = [];
  let sites: Site[];
  try {
    sites = blocks.flatMap((block) => createSites(block, parts, running));
  } catch (error) {
    for (const { plugin } of running) plugin.stop?.();
    throw error;
  }
  const ports = [...new Set(sites.map(({ port }) => port))];
  const clashes = sites.flatMap(({ zones, port }) => zones.map((zone) => `${zone}:${port}`));
  const twice = clashes.find((key, at) => clashes.indexOf(key) !== at);
  if (twice) throw new CorefileError(`cannot serve dns://${twice} - it is already defined`);
  const directives = blocks.flatMap((block) => block.directives);
  const lameduck = directives.find(({ name }) => name === 'health')?.block.find(({ name }) => name === 'lameduck');
  const closers: (() => void)[] = [];
  return {
    keys: sites.flatMap(({ zones, port }) => zones.map((zone) => `${zone}:${port}`)).sort(),
    reloads: directives.some(({ name }) => name === 'reload'),
    lameduckMs: durationMs(lameduck?.args[0] ?? '0s') ?? 0,
    start() {
      for (const port of ports) {
        const here = sites.filter((site) => site.port === port);
        closers.push(servePort(parts.process, port, (request) => pick(here, request.name)(request), parts.onBug));
      }
      for (const { name, plugin } of running) {
        plugin.start?.().catch((error: unknown) => {
          if (!parts.process.signal.aborted) parts.fatal(`plugin/${name}: ${(error as Error).message}`);
        });
      }
    },
    stop() {
      for (const close of closers) close();
      for (const { plugin } of running) plugin.stop?.();
    },
  };
}

const refuse: DnsHandler = async ({ message }) => createResponse(message, { rcode: 'REFUSED' });

/** The handler of the longest zone that holds the name. */
function pick(sites: readonly Site[], name: string): DnsHandler {
  let best: { readonly zone: string; readonly handler: DnsHandler } | undefined;
  for (const { zones, handler } of sites) {
    for (const zone of zones) if (isBelow(name, zone) && (!best || zone.length > best.zone.length)) best = { zone, handler };
  }
  return best?.handler ?? refuse;
}

function createSites(block: ServerBlock, parts: InstanceParts, running: { readonly name: string; readonly plugin: Plugin }[]): Site[] {
  const places = block.keys.map((key) => {
    const [, zone = '.', port = '53'] = /^(?:dns:\/\/)?(.*?)(?::(\d+))?$/.exec(key) ?? [];
    return { zone: absoluteZone(zone || '.'), port: Number(port) };
  });
  const zones = places.map(({ zone }) => zone);
  const handler = createChain(block.directives, zones, parts, running);
  return [...new Set(places.map(({ port }) => port))].map((port) => ({
    port,
    handler,
    zones: places.filter((place) => place.port === port).map(({ zone }) => zone),
  }));
}

function createChain(
  directives: readonly Directive[],
  zones: readonly string[],
  parts: InstanceParts,
  running: { readonly name: string; readonly plugin: Plugin }[],
): DnsHandler {
  const { process, path } = parts;
  const order = [...plugins.keys()];
  for (const { name, line } of directives) {
    if (missingPlugins.has(name)) throw new CorefileError(`${path}:${line} - this simulator's CoreDNS has no plugin '${name}'`);
    if (!plugins.has(name)) throw new CorefileError(`${path}:${line} - Error during parsing: Unknown directive '${name}'`);
  }
  let chain: DnsHandler = refuse;
  const ask = async (name: string, type: string): Promise<DnsMessage> => {
    const message = createQuery(0, name, type);
    return chain({ message, name, type, from: { address: '127.0.0.1', port: 0 }, protocol: 'udp', sizeBytes: 0 });
  };
  const made = [...directives]
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map((directive) => {
      const { name, line: firstLine } = directive;
      const fault = (message: string, line = firstLine) => {
        const text = `${path}:${line} - Error during parsing: ${message}`;
        return new CorefileError(`plugin/${name}: ${/^(not an|wrong value|cache type)/.test(message) ? message : text}`);
      };
      const context: PluginContext = { process, api: parts.api, directive, zones, fault, ask, log: parts.log, fatal: parts.fatal };
      const waitingFor = () => running.filter(({ plugin }) => plugin.ready?.() === false).map((other) => other.name);
      const plugin =
        name === 'ready' ? ready(context, waitingFor) : (plugins.get(name) as NonNullable<ReturnType<typeof plugins.get>>)(context);
      running.push({ name, plugin });
      return plugin;
    });
  for (const plugin of made.reverse()) chain = plugin.wrap?.(chain) ?? chain;
  return chain;
}
