// The command language: bash, and busybox' ash.

export { evaluateArithmetic } from './arithmetic.ts';
export { evaluateTest } from './conditional.ts';
export { ShellError } from './control.ts';
export type { KeptShell } from './kept-shell.ts';
export { whereIs } from './programs.ts';
export { createShell, type ShellParts } from './shell.ts';
export type { Flavour, HostResolver } from './state.ts';
