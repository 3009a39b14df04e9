// Why the server closes a socket (RFC 6455 §7.4).

export const closeCodes = {
  /** The server ends; pages come back. */
  goingAway: 1001,
  /** A frame of the wrong kind, or a message that no page sends. */
  notUnderstood: 1008,
  /** More than a page needs; ours, so that it is told apart. */
  tooMuch: 4429,
} as const;
