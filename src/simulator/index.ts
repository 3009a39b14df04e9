// A Kubernetes cluster in memory. Knows nothing of courses, browsers or servers.
export { pods } from './apiserver/index.ts';
export { HttpError, requestHttp } from './images/http/index.ts';
export { networkTools } from './images/index.ts';
export { DnsFormatError, iptablesSave, lookup, query } from './network/index.ts';
export { noParts, type Parts } from './parts.ts';
export { allObjects, createSimulator, findKeptCore, type Host, type Simulator, type SimulatorOptions } from './simulator.ts';
