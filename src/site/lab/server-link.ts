// The way from the page to a session on the lab server: requests for tickets, sockets for the rest.
import { Problem, type ProblemCode, problems } from '../../../grader/index.ts';
import { realClock } from '../../clock.ts';
import { connectSession, pageSocket, type SessionHost } from '../../session/index.ts';

const PROTOCOL = 'podkova.v1';

export interface ServerSession {
  readonly host: SessionHost;
  /** Resolves when the server has taken the page in; rejects with a `Problem` when it does not. */
  readonly ready: Promise<void>;
  close(): void;
}

export function connectServer(labId: string): ServerSession {
  const page = randomName();
  let session: Promise<string> | undefined;
  const sessionId = () => {
    session ??= ask<{ session: string }>('sessions', { lab: labId }).then((answer) => answer.session);
    // A failed one is asked for again.
    session.catch(() => {
      session = undefined;
    });
    return session;
  };
  async function ticketFor(terminal: string | undefined, mayRepeat = true): Promise<string> {
    try {
      const { ticket } = await ask<{ ticket: string }>('tickets', { session: await sessionId(), page, ...(terminal && { terminal }) });
      return ticket;
    } catch (error) {
      // The server has forgotten the session, or the browser its cookie: begin anew.
      if (!mayRepeat || !(error instanceof Problem) || error.code !== 'stopped') throw error;
      session = undefined;
      return ticketFor(terminal, false);
    }
  }
  const channel = pageSocket({
    async connect(terminalId) {
      const url = new URL('/lab/socket', location.href);
      url.protocol = url.protocol.replace('http', 'ws');
      return new WebSocket(url, [PROTOCOL, `ticket.${await ticketFor(terminalId)}`]);
    },
    clock: realClock,
  });
  const ready = channel.ready.catch((error: unknown) => {
    throw error instanceof Problem ? error : new Problem('server-unreachable', String(error), { cause: error });
  });
  return { host: connectSession(channel), ready, close: () => channel.close() };
}

async function ask<T>(what: 'sessions' | 'tickets', body: object): Promise<T> {
  const response = await fetch(`/lab/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new Problem('server-unreachable', `POST /lab/${what}: ${String(error)}`, { cause: error });
  });
  if (response.ok) return (await response.json()) as T;
  const told = ((await response.json().catch(() => ({}))) as { problem?: { code?: string; operator?: string } }).problem;
  const code = told?.code !== undefined && told.code in problems ? (told.code as ProblemCode) : codeOf(response.status);
  throw new Problem(code, told?.operator ?? `POST /lab/${what} was answered with ${response.status}`);
}

const codeOf = (status: number): ProblemCode =>
  status === 403 ? 'server-refused' : status === 404 ? 'stopped' : status === 429 || status === 503 ? 'server-busy' : 'internal';

/** Not `randomUUID`: that exists on HTTPS and localhost only, and a class may come over plain HTTP. */
const randomName = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
