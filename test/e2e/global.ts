// Serves the built site for the browser tests: as plain files, and with a lab server behind it.

import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { TestProject } from 'vitest/node';
import { createLabServer, createSiteServer } from '../../src/server/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The site's address, without a slash at the end. */
    site: string;
    /** The same pages with a lab server behind them. */
    labSite: string;
  }
}

export default async function serveSite(project: TestProject): Promise<() => Promise<void>> {
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  if (!existsSync(`${dist}/en/index.html`)) throw new Error('dist/ is not built: run npm test, or npm run build first');
  const files = sirv(dist, { etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.writeHead(404).end();
    }),
  );
  const lab = createLabServer({ statePath: ':memory:', limits: { newLearnersPerSecond: 1000 } });
  const labSite = createSiteServer({ folder: dist, lab });
  project.provide('site', await listen(server));
  project.provide('labSite', await listen(labSite));
  return async () => {
    await lab.close();
    for (const one of [server, labSite]) {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
