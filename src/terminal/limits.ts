// The numbers both ends of a terminal agree on.

/** What a returning screen can catch up on, per terminal; the scrollback of a busy half hour. */
export const RING_BYTES = 1024 * 1024;

/** Sent and not yet acknowledged, per screen. More would only fill the screen's write queue; xterm.js advises below 500 kB. */
export const WINDOW_BYTES = 256 * 1024;

/** A screen acknowledges after so many bytes: a quarter of the window, so that a flood never waits for a round trip. */
export const ACK_BYTES = 64 * 1024;

/** The largest binary frame, so that a keystroke's echo on the same connection waits for one of them at most. */
export const FRAME_BYTES = 64 * 1024;

/** Columns and rows outside 1..1000 are refused. */
export const MAX_CELLS = 1000;
