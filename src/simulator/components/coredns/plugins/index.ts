// The plugins by name, in the order in which a query passes them (coredns plugin.cfg).
import { cache } from './cache.ts';
import { forward } from './forward.ts';
import { hosts } from './hosts.ts';
import { kubernetes } from './kubernetes.ts';
import type { PluginSetup } from './plugin.ts';
import { rewrite } from './rewrite.ts';
import { errors, health, loadbalance, log, loop, prometheus } from './small.ts';

/** A plugin that changes nothing here: its directive is understood, and that is all. */
const silent: PluginSetup = () => ({});

/** `ready` and `reload` belong to the whole program, which sets them up. */
export const plugins: ReadonlyMap<string, PluginSetup> = new Map([
  ['reload', silent],
  ['bufsize', silent],
  ['ready', silent],
  ['health', health],
  ['prometheus', prometheus],
  ['errors', errors],
  ['log', log],
  ['loadbalance', loadbalance],
  ['cache', cache],
  ['rewrite', rewrite],
  ['hosts', hosts],
  ['kubernetes', kubernetes],
  ['loop', loop],
  ['forward', forward],
]);

/** What CoreDNS 1.12 has and this one lacks. */
export const missingPlugins: ReadonlySet<string> = new Set(
  (
    'metadata geoip cancel tls timeouts multisocket nsid root bind debug trace pprof dnstap local dns64 acl any chaos tsig header dnssec autopath ' +
    'minimal template transfer route53 azure clouddns k8s_external file auto secondary etcd grpc erratic whoami on sign view'
  ).split(' '),
);
export * from './plugin.ts';
