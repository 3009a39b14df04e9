// The API server over HTTP: one request at a time, refusals as `ApiError`, warnings handed on. Knows nothing of commands.
import type { Clock } from '../clock.ts';
import type { Channel, Connection } from './connection.ts';
import { ApiError, Unreachable } from './failure.ts';
import type { Fields, KubeObject, Status } from './objects.ts';

/** Where requests go as far as URLs are concerned; the connection knows the way. */
export const ORIGIN = 'https://kubernetes.default.svc';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface RequestOptions {
  readonly method?: string;
  readonly query?: Query;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

export interface ClientOptions {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  /** As in a kubeconfig: named when nothing answers. */
  readonly server: string;
  readonly onWarning: (text: string) => Promise<void>;
  /** How long an answer may take to begin; no limit without it. */
  readonly timeout?: { readonly clock: Clock; readonly ms: number };
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  // biome-ignore lint/suspicious/noExplicitAny: an object, a table of one row, or a Status.
  readonly object: any;
}

export interface Client {
  /** Throws `ApiError` for every answer from 400 up. */
  response(path: string, options?: RequestOptions): Promise<Response>;
  json<T = KubeObject>(path: string, options?: RequestOptions): Promise<T>;
  text(path: string, options?: RequestOptions): Promise<string>;
  /** The lines of a body as JSON, until it ends. Ending the loop cancels the request. */
  watch(path: string, options?: RequestOptions): AsyncGenerator<WatchEvent>;
  upgrade(path: string, query: Query, protocols: readonly string[]): Promise<Channel>;
}

export function createClient(connection: Connection, { signal, headers, server, onWarning, timeout }: ClientOptions): Client {
  const warned = new Set<string>();
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

  function request(path: string, options: RequestOptions): Request {
    const { body } = options;
    return new Request(`${ORIGIN}${path}${queryText(options.query)}`, {
      method: options.method ?? 'GET',
      headers: {
        accept: options.accept ?? 'application/json',
        ...headers,
        ...(body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: options.signal ?? signal,
    });
  }

  async function passWarnings(response: Response): Promise<void> {
    for (const [, text] of (response.headers.get('warning') ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const warning = (text ?? '').replace(/\\(.)/g, '$1');
      if (warned.has(warning)) continue;
      warned.add(warning);
      await onWarning(warning);
    }
  }

  async function reach<T>(call: () => Promise<T>, stop: AbortSignal): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      if (error instanceof TypeError) {
        throw new Unreachable(`The connection to the server ${host} was refused - did you specify the right host or port?`);
      }
      throw error;
    }
  }

  async function withTimeout<T>(answer: Promise<T>): Promise<T> {
    if (!timeout) return answer;
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      const text = 'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)';
      cancel = timeout.clock.after(timeout.ms, () => reject(new Unreachable(text)));
    });
    return Promise.race([answer, late]).finally(() => cancel());
  }

  async function response(path: string, options: RequestOptions = {}): Promise<Response> {
    const stop = options.signal ?? signal;
    const answer = await withTimeout(reach(() => connection.fetch(request(path, options)), stop));
    await passWarnings(answer);
    if (answer.status >= 400) throw await refusalOf(answer);
    return answer;
  }

  return {
    response,
    json: async <T>(path: string, options?: RequestOptions) => {
      const answer = await response(path, options);
      return (await answer.json()) as T;
    },
    text: async (path, options) => (await response(path, options)).text(),
    async *watch(path, options = {}) {
      const stop = options.signal ?? signal;
      const answer = await response(path, { ...options, query: { ...options.query, watch: true } });
      for await (const line of responseLines(answer, stop)) if (line.trim()) yield JSON.parse(line) as WatchEvent;
    },
    async upgrade(path, query, protocols) {
      const ask = new Request(`${ORIGIN}${path}${queryText(query)}`, { headers, signal });
      const answer = await reach(() => connection.upgrade(ask, protocols), signal);
      if (answer instanceof Response) throw await refusalOf(answer);
      return answer;
    },
  };
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : (Array.isArray(value) ? value : [value]).map((item) => [key, String(item)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs as string[][])}` : '';
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const text = await answer.text();
  let body: Fields = {};
  try {
    body = JSON.parse(text) as Fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (body.kind === 'Status') return new ApiError({ code: answer.status, ...body } as Status);
  const reasons: Record<number, [string, string]> = {
    401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
    403: ['Forbidden', text.trim() || 'the server does not allow this request'],
    404: ['NotFound', 'the server could not find the requested resource'],
    405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    415: ['UnsupportedMediaType', text.trim() || 'the server does not support the media type of the request'],
  };
  const [reason, message] = reasons[answer.status] ?? [
    'InternalError',
    `an error on the server (${JSON.stringify(text.trim())}) has prevented the request from succeeding`,
  ];
  return new ApiError({ kind: 'Status', code: answer.status, reason, message });
}

/** The lines of a body as they arrive. Rejects with the signal's reason; leaving the loop cancels the body. */
export async function* responseLines(answer: Response, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of responseChunks(answer, signal)) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest) yield rest;
}

/** The bytes of a body as they arrive. Rejects with the signal's reason; leaving the loop cancels the body. */
export async function* responseChunks(answer: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  const stopped = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => undefined);
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), stopped]);
      if (done) return;
      if (value) yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
