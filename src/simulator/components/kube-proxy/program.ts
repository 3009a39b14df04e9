// kube-proxy in iptables mode: watches Services and EndpointSlices, and keeps its own node's rules.
import { parse } from 'yaml';
import type { Cancel } from '../../../clock.ts';
import type { Process, Program } from '../../../shell/program.ts';
import { type Api, endpointSlices, services } from '../../apiserver/index.ts';
import { serveHttp } from '../../images/http/index.ts';
import type { Network, NodeNetwork } from '../../network/index.ts';
import type { EndpointSlice, KubeObject, Service } from '../../objects.ts';
import { createKlog, type Klog } from '../klog.ts';
import { forgetStaleFlows, installChains } from './install.ts';
import { planServicePorts } from './plan.ts';
import { wantedChains } from './rules.ts';

export interface KubeProxyParts {
  readonly api: Api;
  readonly network: Network;
}

/** iptables.minSyncPeriod: the least time between two syncs. */
const MIN_SYNC_PERIOD_MS = 1000;
const HEALTH_PORT = 10_256;
const METRICS_PORT = 10_249;

interface Settings {
  readonly nodeName: string;
  readonly mode: string;
  readonly clusterCidr: string | undefined;
}

export function createKubeProxy({ api, network }: KubeProxyParts): Program {
  return async (process) => {
    const log = createKlog(process);
    const settings = readSettings(process);
    if (typeof settings === 'string') {
      await log.error('run.go:72', 'command failed', { err: settings });
      return 1;
    }
    const node = network.node(settings.nodeName);
    if (!node) {
      await log.error('server.go:557', 'Failed to retrieve node info', { err: `nodes "${settings.nodeName}" not found` });
      return 1;
    }
    if (settings.mode !== '' && settings.mode !== 'iptables') {
      await log.error('run.go:72', 'command failed', {
        err: `proxy mode "${settings.mode}" is not available on this simulated node: only iptables is`,
      });
      return 1;
    }
    await sayHello(log, node);
    const stopRules = keepRules(api, node, settings);
    try {
      await Promise.all([serveHealth(process), serveMetrics(process)]);
      return 0;
    } finally {
      stopRules();
    }
  };
}

/** The message of a failure instead, as kube-proxy words it. */
function readSettings(process: Process): Settings | string {
  const flag = (name: string) => process.args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const path = flag('config');
  let config: { mode?: unknown; clusterCIDR?: unknown } = {};
  if (path !== undefined) {
    if (process.files.status(path)?.kind !== 'file') return `failed complete: open ${path}: no such file or directory`;
    try {
      config = (parse(process.files.readText(path)) ?? {}) as typeof config;
    } catch (error) {
      return `failed complete: couldn't get version/kind; json parse error: ${(error as Error).message}`;
    }
  }
  return {
    nodeName: flag('hostname-override') || process.env.NODE_NAME || process.hostname,
    mode: flag('proxy-mode') ?? String(config.mode ?? ''),
    clusterCidr: flag('cluster-cidr') ?? (config.clusterCIDR ? String(config.clusterCIDR) : undefined),
  };
}

async function sayHello(log: Klog, node: NodeNetwork): Promise<void> {
  await log.info('server_linux.go:53', 'Using iptables proxy');
  await log.info('server.go:715', 'Successfully retrieved NodeIPs', { NodeIPs: [node.address] });
  await log.info('server.go:527', 'Version info', { version: 'v1.34.0' });
  await log.info('config.go:200', 'Starting service config controller');
  await log.info('config.go:106', 'Starting endpoint slice config controller');
}

/** A changed selector is the EndpointSlice controller's business: it calls for no new rules (pkg/proxy/servicechangetracker.go). */
function whatMattersOfService({ metadata, spec, status }: Service): unknown {
  const { selector: _, ...rest } = spec;
  return [metadata.labels, rest, status.loadBalancer];
}

/** Keeps the node's rules up to date until the undo is called; the rules then stay as they are. */
function keepRules(api: Api, node: NodeNetwork, { clusterCidr, nodeName }: Settings): () => void {
  const { clock } = node;
  const knownServices = new Map<string, Service>();
  const knownSlices = new Map<string, EndpointSlice>();
  let lastSyncMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel | undefined;
  const sync = () => {
    cancel = undefined;
    lastSyncMs = clock.now();
    const plans = planServicePorts(knownServices.values(), knownSlices.values(), nodeName);
    installChains(node.netfilter, wantedChains(plans, { clusterCidr, nodeIp: node.address }));
    forgetStaleFlows(node.netfilter, plans);
  };
  const changed = () => {
    cancel ??= clock.after(Math.max(0, lastSyncMs + MIN_SYNC_PERIOD_MS - clock.now()), sync);
  };
  const keep =
    <T extends KubeObject>(known: Map<string, T>, looksAt: (object: T) => unknown) =>
    ({ type, object }: { readonly type: string; readonly object: T }) => {
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      const before = known.get(key);
      if (type === 'DELETED') known.delete(key);
      else known.set(key, object);
      const after = known.get(key);
      if (JSON.stringify(before && looksAt(before)) !== JSON.stringify(after && looksAt(after))) changed();
    };
  const stops = [
    api.watch(services, {}, keep(knownServices, whatMattersOfService)),
    api.watch(
      endpointSlices,
      {},
      keep(knownSlices, ({ metadata, addressType, endpoints, ports }) => [metadata.labels, addressType, endpoints, ports]),
    ),
  ];
  changed();
  return () => {
    for (const stop of stops) stop();
    cancel?.();
  };
}

async function serveHealth(process: Process): Promise<void> {
  const listener = process.net.listen(HEALTH_PORT, { owner: { name: 'kube-proxy', pid: process.pid } });
  const server = serveHttp(
    listener,
    async ({ target }) => {
      if (target !== '/healthz' && target !== '/livez') return { status: 404, body: '404 page not found\n' };
      const now = new Date(process.clock.now()).toISOString();
      return {
        status: 200,
        headers: [['Content-Type', 'application/json']],
        body: JSON.stringify({ lastUpdated: now, currentTime: now, nodeEligible: true }),
      };
    },
    { signal: process.signal },
  );
  await server.closed;
}

async function serveMetrics(process: Process): Promise<void> {
  const listener = process.net.listen(METRICS_PORT, { address: '127.0.0.1', owner: { name: 'kube-proxy', pid: process.pid } });
  const server = serveHttp(
    listener,
    async ({ target }) => {
      if (target === '/proxyMode') return { status: 200, body: 'iptables' };
      if (target === '/healthz') return { status: 200, body: 'ok' };
      return { status: 404, body: '404 page not found\n' };
    },
    { signal: process.signal },
  );
  await server.closed;
}
