// The grader's public face: import it as `podkova/grader`.
export type { Check, Disturb, Disturbance, Disturbed, Look, Proof } from './check.ts';
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
export { defineLab, type Feature, features, type LabDefinition, type Task } from './lab.ts';
export { type Language, type Localized, languages, type Message } from './message.ts';
export { Problem, type ProblemCode, problems } from './problem.ts';
export type { Evidence, Failed, Outcome, Passed, Verdict } from './verdict.ts';
