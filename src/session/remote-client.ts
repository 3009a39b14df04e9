// A session that lives elsewhere, as the page sees it. Outlives cuts of the way there.
import type { PageChannel } from './channel.ts';
import type { SessionHost } from './host.ts';
import { type Call, type ToHost, type ToPage, unpackProblem, unpackView } from './wire.ts';

type Told = Exclude<ToPage, { type: 'done' }>;

export function connectSession(channel: PageChannel): SessionHost {
  let lastId = 0;
  const waiting = new Map<number, { readonly asked: ToHost; resolve(): void; reject(error: Error): void }>();
  const subscriptions = new Map<number, { readonly asked: ToHost; listener(message: Told): void }>();
  let visibility: ToHost | undefined;

  channel.onMessage((message) => {
    if (message.type !== 'done') {
      subscriptions.get(message.id)?.listener(message);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.problem) call?.reject(unpackProblem(message.problem));
    else call?.resolve();
  });
  channel.onReopen(() => {
    for (const { asked } of subscriptions.values()) channel.send(asked);
    if (visibility) channel.send(visibility);
    // The host knows them by their numbers: what it has heard already is not done twice.
    for (const { asked } of waiting.values()) channel.send(asked);
  });

  const call = (name: Call, ...args: readonly (string | undefined)[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const asked: ToHost = { type: 'call', id, call: name, args };
      waiting.set(id, { asked, resolve, reject });
      channel.send(asked);
    });
  const subscribe = (ask: (id: number) => ToHost, listener: (message: Told) => void) => {
    const id = ++lastId;
    const asked = ask(id);
    subscriptions.set(id, { asked, listener });
    channel.send(asked);
    return () => {
      if (subscriptions.delete(id)) channel.send({ type: 'unsubscribe', id });
    };
  };

  return {
    ensure: (labId, driver) => call('ensure', labId, driver),
    prove: () => call('prove'),
    answer: (key, value) => call('answer', key, value),
    hint: (taskId) => call('hint', taskId),
    reset: () => call('reset'),
    stop: () => call('stop'),
    visible(visible) {
      visibility = { type: 'visible', visible };
      channel.send(visibility);
    },
    view: (onChange) =>
      subscribe(
        (id) => ({ type: 'view', id }),
        (message) => {
          if (message.type === 'view') onChange(unpackView(message.view));
        },
      ),
    read: (query, onChange) =>
      subscribe(
        (id) => ({ type: 'read', id, query }),
        (message) => {
          if (message.type === 'objects') onChange(message.objects);
        },
      ),
    reach: (query, onReached) =>
      subscribe(
        (id) => ({ type: 'reach', id, query }),
        (message) => {
          if (message.type === 'reached') onReached(message.reached);
        },
      ),
    attach: (terminalId, screen) => channel.attach(terminalId, screen),
  };
}
