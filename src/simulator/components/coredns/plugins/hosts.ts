// hosts: answers from lines like those of /etc/hosts (plugin/hosts).
import { createResponse, type DnsRecord, isIpv4, parseIpv6 } from '../../../network/index.ts';
import type { PluginSetup } from './plugin.ts';
import { absoluteZone, isBelow } from './zones.ts';

const DEFAULT_TTL_S = 3600;

export const hosts: PluginSetup = ({ directive, zones, fault, process }) => {
  const [path, ...where] = directive.args;
  const covered = where.length ? where.map(absoluteZone) : zones;
  const written = new Map<string, string[]>();
  let ttl = DEFAULT_TTL_S;
  let through: readonly string[] | undefined;
  const add = (address: string, names: readonly string[]) => {
    for (const name of names.map(absoluteZone)) written.set(name, [...(written.get(name) ?? []), address]);
  };
  for (const { name, args, line } of directive.block) {
    if (name === 'ttl') ttl = Number(args[0]);
    else if (name === 'fallthrough') through = args.length ? args.map(absoluteZone) : covered;
    else if (isIpv4(name) || parseIpv6(name)) add(name, args);
    else if (!['no_reverse', 'reload'].includes(name)) throw fault(`unknown property '${name}'`, line);
  }
  const file = path ?? (directive.block.length ? undefined : '/etc/hosts');
  if (file && process.files.status(file)?.kind === 'file') {
    for (const line of process.files.readText(file).split('\n')) {
      const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (address) add(address, names);
    }
  }
  return {
    wrap: (next) => async (request) => {
      if (!covered.some((zone) => isBelow(request.name, zone))) return next(request);
      const addresses = written.get(request.name.toLowerCase());
      if (!addresses) {
        if (!through || through.some((zone) => isBelow(request.name, zone))) {
          if (through) return next(request);
        }
        return createResponse(request.message, { rcode: 'NXDOMAIN', authoritative: true });
      }
      const answers = addresses
        .map((data): DnsRecord => ({ name: request.name, type: data.includes(':') ? 'AAAA' : 'A', ttl, data }))
        .filter(({ type }) => type === request.type);
      return createResponse(request.message, { answers, authoritative: true });
    },
  };
};
