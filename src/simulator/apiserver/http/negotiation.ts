// In which form a client wants its answer (apiserver pkg/endpoints/handlers/negotiation).
import { ApiError } from '../status.ts';

export interface Form {
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList';
  readonly yaml: boolean;
}

const SERVED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The first entry of an Accept header that this server can answer. Throws NotAcceptable. */
export function negotiate(accept: string | null): Form {
  for (const entry of (accept || '*/*').split(',')) {
    const [type = '', ...pairs] = entry.split(';').map((part) => part.trim());
    if (!['*/*', 'application/*', 'application/json', 'application/yaml'].includes(type)) continue;
    const parameters = Object.fromEntries(pairs.map((pair) => pair.split('=')));
    const form = formOf(parameters);
    if (form) return { as: form, yaml: type === 'application/yaml' };
  }
  throw ApiError.notAcceptable(SERVED);
}

function formOf({ as, g, v }: Record<string, string | undefined>): Form['as'] | undefined {
  if (as === undefined) return 'object';
  if (g === 'meta.k8s.io' && v === 'v1' && (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'))
    return as;
  return g === 'apidiscovery.k8s.io' && v === 'v2' && as === 'APIGroupDiscoveryList' ? as : undefined;
}
