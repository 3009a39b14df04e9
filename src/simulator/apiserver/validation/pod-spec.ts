// What a pod may say (ValidatePodSpec in pkg/apis/core/validation/validation.go).
import type { PodSpec, Toleration, Volume } from '../../objects.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { containerFaults } from './container.ts';
import { dnsLabel, dnsSubdomain, invalidEach, labelFaults, qualifiedName, searchPath } from './names.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/;
/** What resolv.conf takes: pkg/apis/core/validation MaxDNSNameservers, MaxDNSSearchPaths. */
const NAMESERVERS = 3;
const SEARCH_PATHS = 32;

export const isAddress = (text: string): boolean => IPV4.test(text) || (/^[0-9a-fA-F:.]+$/.test(text) && text.split(':').length > 2);
export const NOT_AN_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

export function validatePodSpec(spec: PodSpec, field: string): FieldFault[] {
  const faults = volumeFaults(spec.volumes ?? [], `${field}.volumes`);
  const volumeNames = new Set((spec.volumes ?? []).map(({ name }) => name));
  if (!spec.containers?.length) faults.push(required(`${field}.containers`));
  const names = new Set<string>();
  for (const [list, init] of [
    ['containers', false],
    ['initContainers', true],
  ] as const) {
    for (const [at, container] of (spec[list] ?? []).entries()) {
      faults.push(...containerFaults(container, `${field}.${list}[${at}]`, volumeNames, init));
      if (names.has(container.name)) faults.push(duplicate(`${field}.${list}[${at}].name`, container.name));
      names.add(container.name);
    }
  }
  if (!RESTART_POLICIES.includes(spec.restartPolicy))
    faults.push(notSupported(`${field}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES));
  faults.push(...dnsFaults(spec, field));
  faults.push(...labelFaults(`${field}.nodeSelector`, spec.nodeSelector));
  faults.push(...nameFaults(spec, field));
  faults.push(...tolerationFaults(spec.tolerations ?? [], `${field}.tolerations`));
  for (const [at, alias] of (spec.hostAliases ?? []).entries()) {
    if (!isAddress(alias.ip)) faults.push(invalid(`${field}.hostAliases[${at}].ip`, alias.ip, NOT_AN_ADDRESS));
    for (const [which, hostname] of (alias.hostnames ?? []).entries()) {
      faults.push(...invalidEach(`${field}.hostAliases[${at}].hostnames[${which}]`, hostname, dnsSubdomain(hostname)));
    }
  }
  if (spec.terminationGracePeriodSeconds < 0) {
    faults.push(
      invalid(`${field}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds, 'must be greater than or equal to 0'),
    );
  }
  return faults;
}

function nameFaults(spec: PodSpec, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (spec.serviceAccountName)
    faults.push(...invalidEach(`${field}.serviceAccountName`, spec.serviceAccountName, dnsSubdomain(spec.serviceAccountName)));
  if (spec.nodeName) faults.push(...invalidEach(`${field}.nodeName`, spec.nodeName, dnsSubdomain(spec.nodeName)));
  if (spec.hostname) faults.push(...invalidEach(`${field}.hostname`, spec.hostname, dnsLabel(spec.hostname)));
  if (spec.subdomain) faults.push(...invalidEach(`${field}.subdomain`, spec.subdomain, dnsLabel(spec.subdomain)));
  if (spec.hostNetwork) {
    for (const [which, container] of (spec.containers ?? []).entries()) {
      for (const [at, port] of (container.ports ?? []).entries()) {
        if (port.hostPort === port.containerPort) continue;
        const where = `${field}.containers[${which}].ports[${at}].hostPort`;
        faults.push(invalid(where, port.hostPort, 'must match `containerPort` when `hostNetwork` is true'));
      }
    }
  }
  return faults;
}

function volumeFaults(volumes: readonly Volume[], field: string): FieldFault[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, at) => {
    const faults: FieldFault[] = [];
    const { name, ...sources } = volume;
    if (!name) faults.push(required(`${field}[${at}].name`));
    else {
      faults.push(...invalidEach(`${field}[${at}].name`, name, dnsLabel(name)));
      if (names.has(name)) faults.push(duplicate(`${field}[${at}].name`, name));
      names.add(name);
    }
    for (const source of Object.keys(sources).slice(1)) {
      faults.push(forbidden(`${field}[${at}].${source}`, 'may not specify more than 1 volume type'));
    }
    if (volume.configMap && !volume.configMap.name) faults.push(required(`${field}[${at}].configMap.name`));
    if (volume.secret && !volume.secret.secretName) faults.push(required(`${field}[${at}].secret.secretName`));
    if (volume.hostPath && !volume.hostPath.path) faults.push(required(`${field}[${at}].hostPath.path`));
    return faults;
  });
}

function dnsFaults({ dnsPolicy, dnsConfig }: PodSpec, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!DNS_POLICIES.includes(dnsPolicy)) faults.push(notSupported(`${field}.dnsPolicy`, dnsPolicy, DNS_POLICIES));
  const where = `${field}.dnsConfig`;
  if (dnsPolicy === 'None') {
    if (!dnsConfig) faults.push(required(where, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    else if (!dnsConfig.nameservers?.length) {
      faults.push(required(`${where}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
    }
  }
  if (!dnsConfig) return faults;
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  if (nameservers.length > NAMESERVERS)
    faults.push(invalid(`${where}.nameservers`, nameservers, `must not have more than ${NAMESERVERS} nameservers`));
  for (const [at, server] of nameservers.entries())
    if (!isAddress(server)) faults.push(invalid(`${where}.nameservers[${at}]`, server, NOT_AN_ADDRESS));
  if (searches.length > SEARCH_PATHS)
    faults.push(invalid(`${where}.searches`, searches, `must not have more than ${SEARCH_PATHS} search paths`));
  for (const [at, search] of searches.entries()) {
    if (search !== '.') faults.push(...invalidEach(`${where}.searches[${at}]`, search, searchPath(search.replace(/\.$/, ''))));
  }
  for (const [at, option] of options.entries()) if (!option.name) faults.push(required(`${where}.options[${at}]`, 'must not be empty'));
  return faults;
}

function tolerationFaults(tolerations: readonly Toleration[], field: string): FieldFault[] {
  return tolerations.flatMap(({ key, operator, value, effect, tolerationSeconds }, at) => {
    const faults: FieldFault[] = [];
    if (key) faults.push(...invalidEach(`${field}[${at}].key`, key, qualifiedName(key)));
    else if (operator !== 'Exists') {
      faults.push(
        invalid(
          `${field}[${at}].operator`,
          operator ?? '',
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      faults.push(invalid(`${field}[${at}].effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator && operator !== 'Exists' && operator !== 'Equal')
      faults.push(notSupported(`${field}[${at}].operator`, operator, ['Equal', 'Exists']));
    if (operator === 'Exists' && value) {
      faults.push(invalid(`${field}[${at}].operator`, value, "value must be empty when `operator` is 'Exists'"));
    }
    if (effect && !EFFECTS.includes(effect)) faults.push(notSupported(`${field}[${at}].effect`, effect, EFFECTS));
    return faults;
  });
}
