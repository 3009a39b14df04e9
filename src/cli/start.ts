// `podkova start`: the course in a browser, from the built files.
import type { AddressInfo } from 'node:net';
import { createSiteServer, ensureBuilt } from './files-served.ts';
import type { Say } from './words.ts';

/** Resolves when the server listens. Only this machine can reach it. */
export async function start(port: number, say: Say): Promise<void> {
  ensureBuilt(() => console.log(say('building')));
  const server = createSiteServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(say('portTaken', { port, next: port + 1 })) : error;
  });
  const { port: actual } = server.address() as AddressInfo;
  console.log(say('ready', { url: `http://localhost:${actual}/` }));
  console.log(say('stopHint'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}
