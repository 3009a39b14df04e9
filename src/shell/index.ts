// The simulated shell: programs, machines, files, terminals, the command language and the text tools.
export type * from './completion.ts';
export type { FileChanges } from './file-changes.ts';
export * from './files.ts';
export { createShell, type Flavour, type HostResolver, type KeptShell, type ShellParts } from './language/index.ts';
export * from './machine.ts';
export { createMemoryFileSystem, type MemoryFileSystem } from './memory-files.ts';
export * from './network-namespace.ts';
export * from './paths.ts';
export * from './pipe.ts';
export * from './program.ts';
export * from './pty.ts';
export { textWidth, widthOf } from './text-width.ts';
export { coreutils } from './tools/index.ts';
