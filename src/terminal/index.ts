// Bytes between a terminal end and the screens that show it.
export { portTransport } from './port-transport.ts';
export type { KeptRing, RingExtent } from './ring.ts';
export { createScreenEnd, type ScreenEnd, type ScreenEndOptions, type ScreenState } from './screen-end.ts';
export { socketTransport } from './socket-transport.ts';
export type { TerminalEnd, TerminalSize, Transport } from './terminal.ts';
export { createTerminalHost, type TerminalHost, type TerminalHostOptions } from './terminal-host.ts';
