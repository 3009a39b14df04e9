// EndpointSlices (pkg/registry/discovery/endpointslice/strategy.go).
import type { EndpointSlice } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { bool, int32, listOf, objectReference, setOf, struct, text, textMap, textPointer } from '../schemas/build.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from '../validation/endpoints.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

const zones = (go: string) => listOf(struct(go, { name: text }));

/** Cells name this many ports or addresses and count the others. */
const SHOWN = 3;

export const endpointSlices: Resource<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  generation: 'spec',
  schema: {
    addressType: text,
    endpoints: listOf(
      struct('Endpoint', {
        addresses: setOf(text),
        conditions: struct('EndpointConditions', { ready: bool, serving: bool, terminating: bool }),
        hostname: textPointer,
        targetRef: objectReference,
        deprecatedTopology: textMap,
        nodeName: textPointer,
        zone: textPointer,
        hints: struct('EndpointHints', { forZones: zones('ForZone'), forNodes: zones('ForNode') }),
      }),
    ),
    ports: listOf(struct('EndpointPort', { name: textPointer, protocol: textPointer, port: int32, appProtocol: textPointer })),
  },
  columns: [
    NAME,
    column('AddressType', 'The kind of addresses in this slice.'),
    column('Ports', 'The ports of every endpoint in this slice.'),
    column('Endpoints', 'Addresses in this slice, ready or not.'),
    AGE,
  ],
  cells: (slice, nowMs) => [slice.metadata.name, slice.addressType, formatPorts(slice), formatAddresses(slice), ageOf(slice, nowMs)],
  applyDefaults(slice) {
    slice.endpoints ??= [];
    slice.ports ??= [];
    for (const endpoint of slice.endpoints) endpoint.conditions ??= {};
    for (const port of slice.ports) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  /** Lists that are empty are null: these fields are never left out. */
  onWire: (slice) => ({
    ...slice,
    endpoints: slice.endpoints.length > 0 ? slice.endpoints : null,
    ports: slice.ports.length > 0 ? slice.ports : null,
  }),
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
};

function listed(all: readonly string[]): string {
  return all.slice(0, SHOWN).join(',') + (all.length > SHOWN ? ` + ${all.length - SHOWN} more...` : '');
}

function formatPorts({ ports }: EndpointSlice): string {
  if (ports.length === 0) return '<unset>';
  return listed(ports.map(({ name, port }) => (port === undefined ? (name ? name : '*') : String(port))));
}

function formatAddresses({ endpoints }: EndpointSlice): string {
  const all = endpoints.flatMap(({ addresses }) => addresses);
  return all.length === 0 ? '<unset>' : listed(all);
}
