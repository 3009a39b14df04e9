// Answers a page over a MessagePort, from the place where the session lives.
import { portTransport } from '../terminal/index.ts';
import type { SessionHost, Unsubscribe } from './host.ts';
import { packProblem, packView, type ToHost, type ToPage } from './wire.ts';

/** Until the returned function is called, or the other side is gone. The session itself goes on. */
export function exposeSession(host: SessionHost, port: MessagePort): Unsubscribe {
  const subscriptions = new Map<number, Unsubscribe>();
  const tell = (message: ToPage) => port.postMessage(message);

  async function answer(message: Extract<ToHost, { type: 'call' }>): Promise<void> {
    const { id, call, args } = message;
    try {
      // The page's proxy is the only sender, and is typed by the same interface.
      await (host[call] as (...given: readonly (string | undefined)[]) => Promise<void>)(...args);
      tell({ type: 'done', id });
    } catch (error) {
      tell({ type: 'done', id, problem: packProblem(error) });
    }
  }

  port.onmessage = ({ data }: MessageEvent<ToHost>) => {
    switch (data.type) {
      case 'call':
        void answer(data);
        break;
      case 'view':
        subscriptions.set(
          data.id,
          host.view((view) => tell({ type: 'view', id: data.id, view: packView(view) })),
        );
        break;
      case 'read':
        subscriptions.set(
          data.id,
          host.read(data.query, (objects) => tell({ type: 'objects', id: data.id, objects })),
        );
        break;
      case 'unsubscribe':
        subscriptions.get(data.id)?.();
        subscriptions.delete(data.id);
        break;
      case 'attach':
        host.attach(data.terminalId, portTransport(data.port));
        break;
      case 'visible':
        host.visible(data.visible);
        break;
    }
  };
  const leave = () => {
    for (const unsubscribe of subscriptions.values()) unsubscribe();
    subscriptions.clear();
    port.close();
  };
  port.addEventListener('close', leave);
  return leave;
}
