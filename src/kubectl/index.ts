// kubectl in TypeScript, over a connection to an API server. It cannot tell a simulated one from a real one.

export { createKubectlCompleter } from './completer.ts';
export { type DefaultContext, kubeconfigFor } from './config.ts';
export type { Channel, Connection } from './connection.ts';
export { createKubectl, type KubectlOptions } from './kubectl.ts';
