// Endpoints, the older form of EndpointSlices (pkg/registry/core/endpoint/strategy.go).
import type { Endpoints } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { int32, listOf, objectReference, struct, text, textPointer } from '../schemas/build.ts';
import { validateEndpoints } from '../validation/endpoints.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

const addresses = listOf(struct('EndpointAddress', { ip: text, hostname: text, nodeName: textPointer, targetRef: objectReference }));

/** Cells name this many endpoints and count the others. */
const SHOWN = 3;

export const endpoints: Resource<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  schema: {
    subsets: listOf(
      struct('EndpointSubset', {
        addresses,
        notReadyAddresses: addresses,
        ports: listOf(struct('EndpointPort', { name: text, port: int32, protocol: text, appProtocol: text })),
      }),
    ),
  },
  columns: [NAME, column('Endpoints', 'Addresses and ports that serve the Service.'), AGE],
  cells: (object, nowMs) => [object.metadata.name, formatEndpoints(object), ageOf(object, nowMs)],
  applyDefaults(object) {
    for (const { ports } of object.subsets ?? []) for (const port of ports ?? []) port.protocol ??= 'TCP';
  },
  validate: validateEndpoints,
};

function formatEndpoints({ subsets }: Endpoints): string {
  if (!subsets || subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports }) => {
    const ips = addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]` : ip));
    return ports && ports.length > 0 ? ports.flatMap(({ port }) => ips.map((ip) => `${ip}:${port}`)) : ips;
  });
  const more = all.length > SHOWN ? ` + ${all.length - SHOWN} more...` : '';
  return all.slice(0, SHOWN).join(',') + more;
}
