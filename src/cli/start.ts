// `podkova start`: the course in a browser, from the built files, with a lab server behind it.

import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLabServer, createSiteServer } from '../server/index.ts';
import { dist, ensureBuilt } from './built-site.ts';
import type { Say } from './words.ts';

export interface StartOptions {
  readonly port: number;
  /** The address to listen on; only this machine reaches the default. */
  readonly host: string;
  /** The address that learners use, when a proxy stands before the server. */
  readonly publicUrl?: URL;
  /** Where the server keeps its state. */
  readonly statePath: string;
}

export const defaultHost = '127.0.0.1';
export const defaultStatePath: string = join(fileURLToPath(new URL('../..', import.meta.url)), '.podkova', 'state.sqlite');

/** Resolves when the server listens. */
export async function start({ port, host, publicUrl, statePath }: StartOptions, say: Say): Promise<void> {
  ensureBuilt(() => console.log(say('building')));
  const isLocal = host === defaultHost || host === 'localhost' || host === '::1';
  const reach = { names: isLocal ? [] : namesOfMachine(), ...(publicUrl ? { publicUrl } : {}) };
  const lab = createLabServer({ statePath, reach });
  const server = createSiteServer({ folder: dist, lab, reach });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    await lab.close();
    throw error.code === 'EADDRINUSE' ? new Error(say('portTaken', { port, next: port + 1 })) : error;
  });
  const { port: actual } = server.address() as AddressInfo;
  if (!isLocal) console.error(say('reachable', { host }));
  console.log(say('ready', { url: publicUrl?.href ?? `http://${isLocal ? 'localhost' : hostname().toLowerCase()}:${actual}/` }));
  console.log(say('stopHint'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      void lab.close().then(() => server.closeAllConnections());
    });
  }
}

function namesOfMachine(): readonly string[] {
  const name = hostname().toLowerCase();
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [name, `${name}.local`, ...addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address))];
}
