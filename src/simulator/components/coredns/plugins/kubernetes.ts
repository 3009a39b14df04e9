// kubernetes: answers for the cluster's own zones.
import { createResponse } from '../../../network/index.ts';
import { answerFromCluster, zoneOf } from '../kubernetes/answer.ts';
import type { KubernetesOptions } from '../kubernetes/find.ts';
import { watchRecords } from '../kubernetes/watch.ts';
import type { PluginContext, PluginSetup } from './plugin.ts';
import { absoluteZone } from './zones.ts';

/** Options that only matter to a real API connection, or add no records here. */
const accepted = new Set([
  'endpoint',
  'tls',
  'kubeconfig',
  'apiserver_qps',
  'apiserver_burst',
  'startup_timeout',
  'transfer',
  'noendpoints',
]);

/** What looking into its memory costs CoreDNS. */
const ANSWER_TAKES_MS = 0.12;

export const kubernetes: PluginSetup = (context) => {
  const options = readOptions(context);
  const records = watchRecords(context.api, { nowMs: () => context.process.clock.now(), pods: options.pods === 'verified' });
  const elsewhere = async (name: string, type: string) => (await context.ask(name, type)).answers;
  return {
    wrap: (next) => async (request) => {
      if (zoneOf(request.name, options.zones) === undefined) return next(request);
      const answer = await answerFromCluster(records, options, request, elsewhere);
      if (!answer) return next(request);
      await context.process.clock.sleep(ANSWER_TAKES_MS);
      return createResponse(request.message, { ...answer, authoritative: answer.rcode !== 'SERVFAIL' });
    },
    ready: () => records.synced(),
    stop: () => records.stop(),
  };
};

function readOptions({ directive, zones, fault }: PluginContext): KubernetesOptions {
  let pods: KubernetesOptions['pods'] = 'disabled';
  let ttl = 5;
  let ignoreEmptyServices = false;
  let endpointPodNames = false;
  let namespaces: Set<string> | undefined;
  let fallthrough: readonly string[] = [];
  const own = directive.args.length ? directive.args.map(absoluteZone) : zones;
  for (const { name, args, line } of directive.block) {
    const needArgument = () => {
      if (args.length === 0) throw fault(`Wrong argument count or unexpected line ending after '${name}'`, line);
      return args[0] as string;
    };
    if (name === 'pods') {
      const mode = needArgument();
      if (mode !== 'disabled' && mode !== 'insecure' && mode !== 'verified') {
        throw fault(`wrong value for pods: ${mode},  must be one of: disabled, verified, insecure`, line);
      }
      pods = mode;
    } else if (name === 'ttl') {
      const value = Number(needArgument());
      if (!Number.isInteger(value)) throw fault(`strconv.Atoi: parsing "${args[0]}": invalid syntax`, line);
      if (value < 0 || value > 3600) throw fault(`ttl must be in range [0, 3600]: ${value}`, line);
      ttl = value;
    } else if (name === 'fallthrough') fallthrough = args.length ? args.map(absoluteZone) : own;
    else if (name === 'namespaces') {
      needArgument();
      namespaces = new Set(args);
    } else if (name === 'ignore' && args[0] === 'empty_service') ignoreEmptyServices = true;
    else if (name === 'endpoint_pod_names') endpointPodNames = true;
    else if (!accepted.has(name)) throw fault(`unknown property '${name}'`, line);
  }
  return {
    zones: own,
    ttl,
    pods,
    ignoreEmptyServices,
    endpointPodNames,
    fallthrough: fallthrough.map((zone) => zone.toLowerCase()),
    ...(namespaces ? { namespaces } : {}),
  };
}
