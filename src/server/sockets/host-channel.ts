// A session's messages over a WebSocket, from the server. A page that reads slowly gets fewer, newer views.
import type { WebSocket } from 'ws';
import type { HostChannel, ToPage } from '../../session/index.ts';
import { closeCodes } from './close-codes.ts';
import { parseToHost } from './messages.ts';

/** More than this on its way to the page: it does not read. */
const CONGESTED_BYTES = 256 * 1024;

/** A lesson's pictures read a few kinds each. */
const SUBSCRIPTIONS = 64;

/** `charge` is told of calls that make the server work, beside the bytes that they are. */
export function hostSocket(socket: WebSocket, charge: (bytes: number) => void): HostChannel {
  const subscriptions = new Set<number>();
  /** The newest of each subscription, while the page does not read. */
  const held = new Map<number, ToPage>();

  const send = (message: ToPage) => {
    if (socket.readyState !== socket.OPEN) return;
    if (message.type !== 'done' && socket.bufferedAmount > CONGESTED_BYTES) {
      held.set(message.id, message);
      return;
    }
    held.delete(message.id);
    socket.send(JSON.stringify(message), release);
  };
  const release = () => {
    for (const message of [...held.values()]) {
      if (socket.bufferedAmount > CONGESTED_BYTES) return;
      send(message);
    }
  };
  const refuse = (code: number) => {
    held.clear();
    socket.close(code);
  };

  return {
    send,
    listen(listener) {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (socket.readyState !== socket.OPEN) return;
        const message = isBinary ? undefined : parseToHost(data.toString());
        if (!message) return refuse(closeCodes.notUnderstood);
        if (message.type === 'call') charge(workOf[message.call]);
        if (message.type === 'unsubscribe') {
          subscriptions.delete(message.id);
          held.delete(message.id);
        } else if (message.type === 'view' || message.type === 'read') subscriptions.add(message.id);
        if (subscriptions.size > SUBSCRIPTIONS) return refuse(closeCodes.tooMuch);
        listener.message(message);
      });
      socket.on('close', () => listener.closed());
    },
    close: () => socket.close(1000),
  };
}

/** What a call costs, as if it were so many bytes: starts and proofs may come four times a second for long. */
const workOf = { ensure: 128 * 1024, reset: 128 * 1024, prove: 128 * 1024, stop: 32 * 1024, answer: 16 * 1024, hint: 4 * 1024 } as const;
