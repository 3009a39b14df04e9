// A learner's attempt at one lab, and the way to it from a page.
export { type Attempt, type AttemptParts, startAttempt } from './attempt.ts';
export type { DriverName, Phase, ReadQuery, SessionHost, SessionView, TaskView } from './host.ts';
export type { LabSource } from './lab-source.ts';
export { connectSession } from './remote-client.ts';
export { exposeSession } from './remote-host.ts';
export { createSession, type SessionParts } from './session.ts';
