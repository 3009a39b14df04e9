export type { TerminalEnd, TerminalSize, Transport } from './terminal.ts';
