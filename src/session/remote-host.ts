// Answers a page from the place where the session lives, whatever way the messages travel.
import type { HostChannel } from './channel.ts';
import type { SessionHost, Unsubscribe } from './host.ts';
import { packProblem, packView, type ToHost, type ToPage } from './wire.ts';

type CallMessage = Extract<ToHost, { type: 'call' }>;

/** What a page has asked for and been answered: a page that comes back after a cut asks again, and it is not done twice. */
export interface CallLog {
  /** The answer to the call of this number; `run` is called the first time only. */
  answer(id: number, run: () => Promise<ToPage>): Promise<ToPage>;
}

/** A page has few calls under way at once; older answers have arrived. */
const REMEMBERED_CALLS = 64;

export function createCallLog(): CallLog {
  const answers = new Map<number, Promise<ToPage>>();
  return {
    answer(id, run) {
      const known = answers.get(id);
      if (known) return known;
      const answer = run();
      answers.set(id, answer);
      for (const [oldest] of answers) {
        if (answers.size <= REMEMBERED_CALLS) break;
        answers.delete(oldest);
      }
      return answer;
    },
  };
}

/** Until the returned function is called, or the other side is gone. The session itself goes on. */
export function exposeSession(host: SessionHost, channel: HostChannel, log: CallLog = createCallLog()): Unsubscribe {
  const subscriptions = new Map<number, Unsubscribe>();

  async function done({ id, call, args }: CallMessage): Promise<ToPage> {
    try {
      // The page's proxy is typed by the same interface; what comes over a network was parsed before.
      await (host[call] as (...given: readonly (string | undefined)[]) => Promise<void>)(...args);
      return { type: 'done', id };
    } catch (error) {
      return { type: 'done', id, problem: packProblem(error) };
    }
  }
  const subscribe = (id: number, begin: () => Unsubscribe) => {
    subscriptions.get(id)?.();
    subscriptions.set(id, begin());
  };
  const leave = () => {
    for (const unsubscribe of subscriptions.values()) unsubscribe();
    subscriptions.clear();
    channel.close();
  };

  channel.listen({
    message(message) {
      const { type } = message;
      if (type === 'call') void log.answer(message.id, () => done(message)).then((answer) => channel.send(answer));
      else if (type === 'visible') host.visible(message.visible);
      else if (type === 'view')
        subscribe(message.id, () => host.view((view) => channel.send({ type, id: message.id, view: packView(view) })));
      else if (type === 'read')
        subscribe(message.id, () => host.read(message.query, (objects) => channel.send({ type: 'objects', id: message.id, objects })));
      else if (type === 'reach')
        subscribe(message.id, () => host.reach(message.query, (reached) => channel.send({ type: 'reached', id: message.id, reached })));
      else {
        subscriptions.get(message.id)?.();
        subscriptions.delete(message.id);
      }
    },
    attach: (terminalId, screen) => host.attach(terminalId, screen),
    closed: leave,
  });
  return leave;
}
