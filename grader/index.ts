// The grader's public face: import it as `podkova/grader`.
export type { Check, Disturb, Disturbance, Disturbed, Look, Proof } from './check.ts';
export * from './checks/index.ts';
export type { GraderClock } from './clock.ts';
export type {
  Cluster,
  ClusterWriter,
  ConnectOutcome,
  DnsAnswer,
  Fact,
  HttpAnswer,
  ListQuery,
  ObjectRef,
  Place,
  PodRef,
  Unsubscribe,
} from './cluster.ts';
export { createGrader, type Grader, type GraderParts, type Proofs, type TaskOutcome } from './grade.ts';
export { createMemoryJournal, type Journal, type JournalEntry, type Undo, undoAll } from './journal.ts';
export { defineLab, type Feature, features, type LabDefinition, type Task } from './lab.ts';
export { type Language, type Localized, languages, type Message } from './message.ts';
export {
  type EndpointSlice,
  fits,
  isReady,
  type KubeObject,
  type LabelSelector,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type ObjectMeta,
  type Pod,
  type Service,
  selectorText,
  type Workload,
} from './objects.ts';
export { all, eventually, repeatedly } from './patience.ts';
export { Problem, type ProblemCode, problems } from './problem.ts';
export { isSettled } from './settled.ts';
export { type AtStart, atStart, type ObjectSnapshot, takeSnapshot } from './snapshot.ts';
export type { Evidence, Failed, Outcome, Passed, Verdict } from './verdict.ts';
