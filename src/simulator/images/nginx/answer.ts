// nginx's answers: headers in its order, its own error pages.
import type { Answer, HeaderFields } from '../http/index.ts';
import { httpDate, reasonPhrase } from '../http/index.ts';
import type { Scope } from './model.ts';
import { fillIn, NGINX_VERSION, type Visit } from './variables.ts';

export interface Content {
  readonly status: number;
  readonly type?: string | undefined;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly lengthBytes?: number | undefined;
  readonly location?: string;
  readonly lastModifiedMs?: number;
  /** After nginx's own ones. */
  readonly headers?: HeaderFields;
}

/** Statuses with which add_header works without `always`. */
const plainStatuses = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

export function nginxAnswer(visit: Visit, scope: Scope, content: Content): Answer {
  const { body, status } = content;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const length = bytes instanceof Uint8Array ? bytes.length : content.lengthBytes;
  const fields: [string, string][] = [
    ['Server', serverName(scope)],
    ['Date', httpDate(visit.process.clock.now())],
  ];
  if (content.type !== undefined) fields.push(['Content-Type', content.type]);
  if (length !== undefined && status !== 204 && status !== 304) fields.push(['Content-Length', String(length)]);
  if (content.lastModifiedMs !== undefined) fields.push(['Last-Modified', httpDate(content.lastModifiedMs)]);
  if (content.location !== undefined) fields.push(['Location', content.location]);
  fields.push(['Connection', scope.keepAlive ? 'keep-alive' : 'close']);
  for (const [name, value] of content.headers ?? []) fields.push([name, value]);
  for (const { name, value, always } of scope.addHeaders) {
    const text = fillIn(value, visit);
    if (text !== '' && (always || plainStatuses.has(status))) fields.push([name, text]);
  }
  visit.status = status;
  visit.bodyBytes = visit.request.method === 'HEAD' ? 0 : (length ?? 0);
  // nginx knows fewer phrases than others, and leaves out what it does not know.
  const phrase = reasonPhrase(status);
  const reason =
    status === 302
      ? 'Moved Temporarily'
      : status === 503
        ? 'Service Temporarily Unavailable'
        : status === 504
          ? 'Gateway Time-out'
          : phrase;
  return { status, reason: reason.startsWith('status code') ? '' : reason, headers: fields, body: bytes };
}

function serverName(scope: Scope): string {
  return scope.serverTokens ? `nginx/${NGINX_VERSION}` : 'nginx';
}

/** The page that nginx makes for a status by itself; it has none for some. */
export function errorPage(status: number, scope: Scope): string {
  const title = errorTitles[status];
  if (!title) return '';
  const head = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n`;
  return `${head}<hr><center>${serverName(scope)}</center>\r\n</body>\r\n</html>\r\n`;
}

const errorTitles: Readonly<Record<number, string>> = {
  301: '301 Moved Permanently',
  302: '302 Found',
  303: '303 See Other',
  307: '307 Temporary Redirect',
  308: '308 Permanent Redirect',
  400: '400 Bad Request',
  401: '401 Authorization Required',
  402: '402 Payment Required',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Not Allowed',
  406: '406 Not Acceptable',
  408: '408 Request Time-out',
  409: '409 Conflict',
  410: '410 Gone',
  411: '411 Length Required',
  412: '412 Precondition Failed',
  413: '413 Request Entity Too Large',
  414: '414 Request-URI Too Large',
  415: '415 Unsupported Media Type',
  416: '416 Requested Range Not Satisfiable',
  421: '421 Misdirected Request',
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
  501: '501 Not Implemented',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
  505: '505 HTTP Version Not Supported',
  507: '507 Insufficient Storage',
};
