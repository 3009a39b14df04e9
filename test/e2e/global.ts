// Serves the built site as plain files for the browser tests.

import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The site's address, without a slash at the end. */
    site: string;
  }
}

export default async function serveSite(project: TestProject): Promise<() => Promise<void>> {
  const dist = new URL('../../dist', import.meta.url).pathname;
  if (!existsSync(`${dist}/en/index.html`)) throw new Error('dist/ is not built: run npm test, or npm run build first');
  const files = sirv(dist, { etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.writeHead(404).end();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('site', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
