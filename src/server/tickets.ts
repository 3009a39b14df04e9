// A ticket opens one socket, once, soon. A page asks for it with a request that no foreign page can make.
import type { Clock } from '../clock.ts';
import { randomId } from './learners.ts';

/** What a socket is for. */
export interface Ticket {
  readonly learner: string;
  readonly sessionId: string;
  /** The page that asks: its calls are known again after a cut. */
  readonly pageId: string;
  /** Of a terminal's socket; undefined for the session's own. */
  readonly terminalId?: string;
}

/** A learner who asks for more without using them forgets the oldest. */
const OPEN_TICKETS_PER_LEARNER = 64;

export interface Tickets {
  issue(ticket: Ticket): string;
  /** Undefined when it is unknown, used, too old, or another learner's. It is used from now on in any case. */
  redeem(secret: string, learner: string): Ticket | undefined;
}

export function createTickets(clock: Clock, validMs: number): Tickets {
  const open = new Map<string, Ticket & { readonly untilMs: number }>();
  return {
    issue(ticket) {
      const nowMs = clock.now();
      const own: string[] = [];
      for (const [secret, { untilMs, learner }] of open) {
        if (untilMs <= nowMs) open.delete(secret);
        else if (learner === ticket.learner) own.push(secret);
      }
      for (const secret of own.slice(0, Math.max(0, own.length + 1 - OPEN_TICKETS_PER_LEARNER))) open.delete(secret);
      const secret = randomId();
      open.set(secret, { ...ticket, untilMs: nowMs + validMs });
      return secret;
    },
    redeem(secret, learner) {
      const ticket = open.get(secret);
      open.delete(secret);
      return ticket && ticket.learner === learner && ticket.untilMs > clock.now() ? ticket : undefined;
    },
  };
}
