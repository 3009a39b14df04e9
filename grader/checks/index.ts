// The library of checks: pieces from which labs are built.
export { type AnsweredByOptions, answeredBy } from './answers.ts';
export { type EndpointsFinding, type EndpointsOptions, endpointsAre } from './endpoints.ts';
export { placeIn, podsOf, workload } from './find.ts';
export { everyPodOwned, type SameObjectOptions, sameObject } from './identity.ts';
export { type ConnectsOptions, connects } from './reachability.ts';
export { survivesRestart } from './survives.ts';
export { objectName, placeName, say } from './wording.ts';
