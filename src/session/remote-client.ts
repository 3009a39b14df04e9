// A session that lives behind a MessagePort, as the page sees it.
import { portTransport, type Transport } from '../terminal/index.ts';
import type { SessionHost } from './host.ts';
import { type Call, type ToHost, type ToPage, unpackProblem, unpackView } from './wire.ts';

export function connectSession(port: MessagePort): SessionHost {
  let lastId = 0;
  const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
  const listeners = new Map<number, (message: Exclude<ToPage, { type: 'done' }>) => void>();
  const tell = (message: ToHost, transfer: Transferable[] = []) => port.postMessage(message, transfer);

  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    if (data.type !== 'done') {
      listeners.get(data.id)?.(data);
      return;
    }
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.problem) call?.reject(unpackProblem(data.problem));
    else call?.resolve();
  };

  const call = (name: Call, ...args: readonly (string | undefined)[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      tell({ type: 'call', id, call: name, args });
    });
  const subscribe = (
    message: (id: number) => Extract<ToHost, { type: 'view' | 'read' }>,
    listener: (message: Exclude<ToPage, { type: 'done' }>) => void,
  ) => {
    const id = ++lastId;
    listeners.set(id, listener);
    tell(message(id));
    return () => {
      if (listeners.delete(id)) tell({ type: 'unsubscribe', id });
    };
  };

  return {
    ensure: (labId, driver) => call('ensure', labId, driver),
    prove: () => call('prove'),
    answer: (key, value) => call('answer', key, value),
    hint: (taskId) => call('hint', taskId),
    reset: () => call('reset'),
    stop: () => call('stop'),
    visible: (visible) => tell({ type: 'visible', visible }),
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
    attach(terminalId, transport) {
      const { port1, port2 } = new MessageChannel();
      joinTransports(transport, portTransport(port1));
      tell({ type: 'attach', terminalId, port: port2 }, [port2]);
    },
  };
}

/** What comes out of one goes into the other, until either closes. */
function joinTransports(one: Transport, other: Transport): void {
  one.onFrame((frame) => other.send(frame));
  other.onFrame((frame) => one.send(frame));
  one.onClose(() => other.close());
  other.onClose(() => one.close());
}
