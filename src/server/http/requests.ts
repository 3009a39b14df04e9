// What a page asks for by plain requests: what is offered here, its session, tickets for sockets, its progress.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { Problem } from '../../../grader/index.ts';
import type { Clock } from '../../clock.ts';
import { type Bucket, createBucket, createBuckets } from '../bucket.ts';
import type { LearnerCookie } from '../learners.ts';
import type { Limits } from '../limits.ts';
import type { Sessions } from '../sessions.ts';
import type { Store } from '../store/index.ts';
import type { Tickets } from '../tickets.ts';
import { answerJson, Refusal, readBody } from './answer.ts';
import { isFromOwnPage, ownOrigin, type Reach } from './origin.ts';

export const OFFER_PATH = '/podkova.json';
export const REQUESTS_PATH = '/lab/';

const word = z.string().min(1).max(64);
const wantedSession = z.strictObject({ lab: word });
const wantedTicket = z.strictObject({ session: word, page: word, terminal: word.exactOptional() });

export interface RequestParts {
  readonly reach: Reach;
  readonly cookie: LearnerCookie;
  readonly store: Store;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  readonly drivers: readonly string[];
  readonly clock: Clock;
  readonly limits: Limits;
  readonly onBug: (error: unknown) => void;
}

/** Answers requests under `REQUESTS_PATH` and for `OFFER_PATH`. Never throws. */
export function createRequests(parts: RequestParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { clock, cookie, limits, sessions, store, tickets } = parts;
  const ofLearner = createBuckets(clock, limits.requestsPerSecond, limits.requestsAtOnce);
  const ofStrangers: Bucket = createBucket(clock, limits.newLearnersPerSecond, limits.newLearnersAtOnce);

  /** Of the cookie, when the store knows it. */
  function learnerOf(request: IncomingMessage): string | undefined {
    const learner = cookie.find(request.headers.cookie);
    return learner !== undefined && store.learners.has(learner) ? learner : undefined;
  }

  async function session(request: IncomingMessage, response: ServerResponse, learner: string | undefined): Promise<void> {
    const { lab } = await readBody(request, wantedSession, limits.bodyBytes);
    const fresh = learner === undefined ? cookie.issue() : undefined;
    if (fresh) store.learners.add(fresh.learner, clock.now());
    const id = await sessions.ensure(learner ?? (fresh?.learner as string), lab);
    answerJson(response, 200, { session: id }, fresh && { 'set-cookie': fresh.setCookie });
  }

  async function ticket(request: IncomingMessage, response: ServerResponse, learner: string | undefined): Promise<void> {
    const { session: sessionId, page: pageId, terminal: terminalId } = await readBody(request, wantedTicket, limits.bodyBytes);
    if (learner === undefined || !sessions.has(sessionId, learner)) throw new Refusal(404);
    // Here the page can be told that there is no room; a handshake says nothing to it.
    sessions.wake(sessionId, learner);
    const issued = tickets.issue({ learner, sessionId, pageId, ...(terminalId === undefined ? {} : { terminalId }) });
    answerJson(response, 200, { ticket: issued });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = ownOrigin(request.headers, request.socket.localPort, parts.reach);
    if (origin === undefined) throw new Refusal(403);
    const { method, url } = request;
    const reads = method === 'GET' || method === 'HEAD';
    if (url === OFFER_PATH) {
      if (!reads) throw new Refusal(405);
      return answerJson(response, 200, { server: true, drivers: parts.drivers });
    }
    const learner = learnerOf(request);
    if (!(learner === undefined ? ofStrangers : ofLearner(learner)).take(1)) throw new Refusal(429);
    if (url === `${REQUESTS_PATH}progress` && reads) {
      if (request.headers['sec-fetch-site'] === 'cross-site') throw new Refusal(403);
      return answerJson(response, 200, learner === undefined ? { version: 1, labs: {} } : store.progress.read(learner));
    }
    if (!isFromOwnPage(request.headers, origin)) throw new Refusal(403);
    if (method !== 'POST') throw new Refusal(405);
    if (url === `${REQUESTS_PATH}sessions`) return session(request, response, learner);
    if (url === `${REQUESTS_PATH}tickets`) return ticket(request, response, learner);
    throw new Refusal(404);
  }

  return async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const problem = error instanceof Problem ? error : undefined;
      if (!problem && !(error instanceof Refusal)) parts.onBug(error);
      const status = error instanceof Refusal || problem ? (error as Refusal | Problem).status : 500;
      // A body that was not read to its end would be taken for the next request.
      const headers: Record<string, string> = request.complete ? {} : { connection: 'close' };
      answerJson(response, status, problem ? { problem: { code: problem.code, operator: problem.message } } : {}, headers);
    }
  };
}
