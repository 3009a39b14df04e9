// A learner's attempt at one lab, and the way to it from a page.
export { type Attempt, type AttemptParts, startAttempt } from './attempt.ts';
export { hostBroadcast, type PageBroadcast, pageBroadcast } from './broadcast-channel.ts';
export type { HostChannel, HostListener, PageChannel } from './channel.ts';
export type { DriverName, Phase, Reached, ReachQuery, ReadQuery, SessionHost, SessionView, TaskView } from './host.ts';
export { createKeeper, type Keeper } from './keeper.ts';
export type { SessionKeeping } from './kept-session.ts';
export type { LabSource } from './lab-source.ts';
export { createMemoryStore } from './memory-store.ts';
export { hostPort, joinTransports, pagePort } from './port-channel.ts';
export { connectSession } from './remote-client.ts';
export { type CallLog, createCallLog, exposeSession } from './remote-host.ts';
export { createSession, type Session, type SessionParts } from './session.ts';
export { type PageSocket, pageSocket } from './socket-channel.ts';
export type { PartChanges, Parts, SessionStore } from './store.ts';
export { type SwitchedChannel, switchedChannel } from './switched-channel.ts';
export { type Call, calls, type ToHost, type ToPage } from './wire.ts';
