// A session's messages over a MessagePort. Terminals get ports of their own, so that a flood delays nothing else.
import { portTransport, type Transport } from '../terminal/index.ts';
import type { HostChannel, PageChannel } from './channel.ts';
import type { ToHost, ToPage } from './wire.ts';

interface AttachMessage {
  readonly type: 'attach';
  readonly terminalId: string;
  readonly port: MessagePort;
}

export function pagePort(port: MessagePort): PageChannel {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = ({ data }: MessageEvent<ToPage>) => listener(data);
    },
    // A port is never cut: it ends with the page, or with the worker.
    onReopen: () => undefined,
    attach(terminalId, screen) {
      const { port1, port2 } = new MessageChannel();
      joinTransports(screen, portTransport(port1));
      port.postMessage({ type: 'attach', terminalId, port: port2 } satisfies AttachMessage, [port2]);
    },
  };
}

export function hostPort(port: MessagePort): HostChannel {
  return {
    send: (message) => port.postMessage(message),
    listen(listener) {
      port.onmessage = ({ data }: MessageEvent<ToHost | AttachMessage>) => {
        if (data.type === 'attach') listener.attach(data.terminalId, portTransport(data.port));
        else listener.message(data);
      };
      port.addEventListener('close', () => listener.closed());
    },
    close: () => port.close(),
  };
}

/** What comes out of one goes into the other, until either closes. */
export function joinTransports(one: Transport, other: Transport): void {
  one.onFrame((frame) => other.send(frame));
  other.onFrame((frame) => one.send(frame));
  one.onClose(() => other.close());
  other.onClose(() => one.close());
}
