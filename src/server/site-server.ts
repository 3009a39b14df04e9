// The built site and the lab server behind one address. Does not listen yet.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { contentSecurityPolicy } from '../site/build/content-security-policy.ts';
import { HASHES_FILE } from '../site/build/finish.ts';
import { ownOrigin, type Reach } from './http/origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { LabServer } from './lab-server.ts';
import { defaultLimits, type Limits } from './limits.ts';

/** Names, cookies and a ticket fit many times. */
const HEADER_BYTES = 16 * 1024;
/** Between two requests of one connection: pages load in bursts. */
const KEEP_ALIVE_MS = 10_000;

export interface SiteServerOptions {
  /** The built site. */
  readonly folder: string;
  readonly lab: LabServer;
  readonly reach?: Reach;
  readonly limits?: Partial<Limits>;
}

export function createSiteServer({ folder, lab, reach = { names: [] }, limits }: SiteServerOptions): Server {
  const { headersMs, requestMs, connections } = { ...defaultLimits, ...limits };
  const policy = policyOf(folder);
  const files = sirv(folder, { etag: true });
  const missingPage = join(folder, '404.html');
  const options = {
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(headersMs, 1_000),
  };
  const server = createServer(options, (request, response) => {
    const origin = ownOrigin(request.headers, request.socket.localPort, reach);
    if (origin === undefined) {
      // Somebody's name leads here that is none of ours (DNS rebinding), or an operator has not told us ours.
      response
        .writeHead(421, { 'content-type': 'text/plain', ...securityHeaders() })
        .end('This server does not know the name that it was asked for.\n');
      return;
    }
    if (lab.handle(request, response)) return;
    for (const [name, value] of Object.entries(securityHeaders(policy(origin)))) response.setHeader(name, value);
    files(request, response, () => {
      const body = existsSync(missingPage) ? readFileSync(missingPage) : 'Not found';
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end(body);
    });
  });
  server.maxConnections = connections;
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (!lab.upgrade(request, socket, head)) socket.destroy();
  });
  return server;
}

function policyOf(folder: string): (origin: string) => string {
  const hashes = readFileSync(join(folder, HASHES_FILE), 'utf8').split('\n').filter(Boolean);
  return (origin) => contentSecurityPolicy({ hashes, as: 'header', socketOrigin: origin.replace(/^http/, 'ws') });
}
