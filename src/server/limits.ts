// How much of the server one learner may use, and all of them together. Each number with its unit and reason.

export interface Limits {
  /** The largest body of a request: they name a session and a terminal. */
  readonly bodyBytes: number;
  /** The largest frame that a page may send; pages send typing in pieces of a quarter of it. */
  readonly frameBytes: number;
  /** What a page may send through one socket: a paste of a megabyte takes two seconds. */
  readonly sentBytesPerSecond: number;
  readonly sentBytesAtOnce: number;
  /** What one terminal shows: more than a person reads or xterm.js draws beside its other work. */
  readonly shownBytesPerSecond: number;
  readonly shownBytesAtOnce: number;
  /** A page holds one for its session and one for each terminal. */
  readonly socketsPerLearner: number;
  readonly sockets: number;
  /** Labs of a learner that are kept running. Another one puts to sleep what was looked at least recently. */
  readonly sessionsPerLearner: number;
  readonly sessions: number;
  /** Clusters that start at the same time; more would only make everybody wait for the last one. */
  readonly startsAtOnce: number;
  /** Each keeps a megabyte of what it has shown. */
  readonly terminalsPerSession: number;
  /** Of one learner. A page that comes back after a cut asks once for each of its sockets. */
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
  /** Of everybody who has no cookie yet: a class joins within a second. */
  readonly newLearnersPerSecond: number;
  readonly newLearnersAtOnce: number;
  /** Between asking for a socket and opening it. */
  readonly ticketMs: number;
  /** A socket that has not answered for two of these is dead: a laptop was closed. */
  readonly pingMs: number;
  /** A cluster that nobody looks at stands still after so long, and is put away after so long. */
  readonly pauseAfterMs: number;
  readonly sleepAfterMs: number;
  /** From the first byte of a request to the end of its headers, and of its body. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Connections of every kind. */
  readonly connections: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 4 * 1024,
  frameBytes: 64 * 1024,
  sentBytesPerSecond: 512 * 1024,
  sentBytesAtOnce: 2 * 1024 * 1024,
  shownBytesPerSecond: 4 * 1024 * 1024,
  shownBytesAtOnce: 1024 * 1024,
  socketsPerLearner: 16,
  sockets: 800,
  sessionsPerLearner: 3,
  sessions: 150,
  startsAtOnce: 2,
  terminalsPerSession: 4,
  requestsPerSecond: 20,
  requestsAtOnce: 100,
  newLearnersPerSecond: 20,
  newLearnersAtOnce: 200,
  ticketMs: 30_000,
  pingMs: 20_000,
  pauseAfterMs: 60_000,
  sleepAfterMs: 30 * 60_000,
  headersMs: 10_000,
  requestMs: 20_000,
  connections: 2_000,
};
