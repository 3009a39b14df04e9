// The library of checks: pieces from which labs are built.
export { type NoObjectOptions, noObject } from './absence.ts';
export { type AnsweredByOptions, type AnsweredFromOptions, answeredBy, answeredFrom } from './answers.ts';
export { canary } from './canary.ts';
export { type DoesNotResolveOptions, doesNotResolve, type ResolvesOptions, resolves } from './dns.ts';
export { type EndpointsFinding, type EndpointsOptions, endpointsAre } from './endpoints.ts';
export { envValue, type UrlNamesNamespaceOptions, urlNamesNamespace } from './environment.ts';
export { latestPod, placeIn, podsOf, workload } from './find.ts';
export { everyPodOwned, type SameObjectOptions, sameObject } from './identity.ts';
export { holdsForNewPods, type NewPodsOptions, policiesAtRest, reachProof, staysReady } from './policy-proofs.ts';
export { type BlockedWord, type Call, type Caller, type ReachFinding, type ReachOptions, reach, type Target } from './reach.ts';
export { type ConnectsOptions, connects } from './reachability.ts';
export { survivesRestart } from './survives.ts';
export { objectName, placeName, say } from './wording.ts';
