// The token file of a pod's service account: a JWT in form. This cluster verifies no signatures; its API server knows
// its callers by how they are connected.
import type { Clock } from '../../clock.ts';
import type { Pod } from '../objects.ts';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** An hour and seven seconds, as the admission plugin asks for. */
const LIFETIME_SECONDS = 3607;

export function createTokens(clock: Clock): (pod: Pod) => string {
  return ({ metadata, spec }) => {
    const issued = Math.floor(clock.now() / 1000);
    const claims = {
      aud: [ISSUER],
      exp: issued + LIFETIME_SECONDS,
      iat: issued,
      iss: ISSUER,
      'kubernetes.io': {
        namespace: metadata.namespace,
        node: { name: spec.nodeName },
        pod: { name: metadata.name, uid: metadata.uid },
        serviceaccount: { name: spec.serviceAccountName },
      },
      nbf: issued,
      sub: `system:serviceaccount:${metadata.namespace}:${spec.serviceAccountName}`,
    };
    return [{ alg: 'none' }, claims]
      .map((part) => base64Url(JSON.stringify(part)))
      .join('.')
      .concat('.');
  };
}

function base64Url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
