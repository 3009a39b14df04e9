// What Endpoints and EndpointSlices may say (pkg/apis/core/validation, pkg/apis/discovery/validation).
import type { EndpointSlice, Endpoints } from '../../objects.ts';
import { duplicate, IMMUTABLE, invalid, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { dnsLabel, dnsSubdomain, invalidEach, portNumber } from './names.ts';
import { isAddress, NOT_AN_ADDRESS } from './pod-spec.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
/** EndpointSlices hold at most so many endpoints. */
const ENDPOINTS_LIMIT = 1000;
const ADDRESSES_LIMIT = 100;

/** Addresses that lead to the machine itself, or nowhere. */
function specialFaults(address: string, field: string): FieldFault[] {
  if (!isAddress(address)) return [invalid(field, address, NOT_AN_ADDRESS)];
  if (address === '0.0.0.0' || address === '::') return [invalid(field, address, `may not be unspecified (${address})`)];
  if (address.startsWith('127.') || address === '::1')
    return [invalid(field, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')];
  if (/^169\.254\./.test(address) || /^fe80:/i.test(address)) {
    return [invalid(field, address, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')];
  }
  if (/^224\.0\.0\./.test(address) || /^ff02:/i.test(address)) {
    return [invalid(field, address, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')];
  }
  return [];
}

export function validateEndpoints({ subsets }: Endpoints): FieldFault[] {
  return (subsets ?? []).flatMap((subset, at) => {
    const faults: FieldFault[] = [];
    if (!subset.addresses?.length && !subset.notReadyAddresses?.length) {
      faults.push(required(`subsets[${at}]`, 'must specify `addresses` or `notReadyAddresses`'));
    }
    for (const list of ['addresses', 'notReadyAddresses'] as const) {
      for (const [which, { ip, hostname }] of (subset[list] ?? []).entries()) {
        const field = `subsets[${at}].${list}[${which}]`;
        if (!isAddress(ip ?? ''))
          faults.push(invalid(`${field}.ip`, ip ?? '', NOT_AN_ADDRESS), invalid(`${field}.ip`, ip ?? '', 'must be a valid IP address'));
        else faults.push(...specialFaults(ip ?? '', `${field}.ip`));
        if (hostname) faults.push(...invalidEach(`${field}.hostname`, hostname, dnsLabel(hostname)));
      }
    }
    for (const [which, { name, port, protocol }] of (subset.ports ?? []).entries()) {
      const field = `subsets[${at}].ports[${which}]`;
      if ((subset.ports?.length ?? 0) > 1 && !name) faults.push(required(`${field}.name`));
      else if (name) faults.push(...invalidEach(`${field}.name`, name, dnsLabel(name)));
      faults.push(...invalidEach(`${field}.port`, port ?? 0, portNumber(port ?? 0)));
      if (protocol && !PROTOCOLS.includes(protocol)) faults.push(notSupported(`${field}.protocol`, protocol, PROTOCOLS));
    }
    return faults;
  });
}

export function validateEndpointSlice(slice: EndpointSlice): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!slice.addressType) faults.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(slice.addressType)) faults.push(notSupported('addressType', slice.addressType, ADDRESS_TYPES));
  const names = new Set<string>();
  for (const [at, { name = '', protocol }] of slice.ports.entries()) {
    if (name) faults.push(...invalidEach(`ports[${at}].name`, name, dnsLabel(name)));
    if (names.has(name)) faults.push(duplicate('ports.name', name));
    names.add(name);
    if (protocol && !PROTOCOLS.includes(protocol)) faults.push(notSupported(`ports[${at}].protocol`, protocol, PROTOCOLS));
  }
  if (slice.endpoints.length > ENDPOINTS_LIMIT) {
    faults.push({
      type: 'FieldValueTooLong',
      field: 'endpoints',
      message: `Too many: ${slice.endpoints.length}: must have at most ${ENDPOINTS_LIMIT} items`,
    });
  }
  for (const [at, endpoint] of slice.endpoints.entries()) {
    const field = `endpoints[${at}]`;
    if (!endpoint.addresses?.length) faults.push(required(`${field}.addresses`, 'must contain at least 1 address'));
    if ((endpoint.addresses?.length ?? 0) > ADDRESSES_LIMIT)
      faults.push(invalid(`${field}.addresses`, endpoint.addresses.length, `must have at most ${ADDRESSES_LIMIT} items`));
    for (const [which, address] of (endpoint.addresses ?? []).entries()) {
      const where = `${field}.addresses[${which}]`;
      if (slice.addressType === 'FQDN') faults.push(...invalidEach(where, address, dnsSubdomain(address)));
      else if (slice.addressType === 'IPv4' && address.includes(':'))
        faults.push(invalid(`${field}.addresses`, address, 'must be an IPv4 address'));
      else if (slice.addressType === 'IPv6' && !address.includes(':'))
        faults.push(invalid(`${field}.addresses`, address, 'must be an IPv6 address'));
      else faults.push(...specialFaults(address, where));
    }
    if (endpoint.hostname) faults.push(...invalidEach(`${field}.hostname`, endpoint.hostname, dnsLabel(endpoint.hostname)));
  }
  return faults;
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldFault[] {
  return slice.addressType === old.addressType ? [] : [invalid('addressType', slice.addressType, IMMUTABLE)];
}
