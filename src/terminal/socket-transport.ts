// Frames over a browser's WebSocket.
import type { Transport } from './terminal.ts';

/** The server takes no larger frame than four times this; a long paste goes in pieces. */
const PIECE_BYTES = 16 * 1024;

/** `opening` may still be connecting: what is sent until then is kept. When it rejects, the transport closes. */
export function socketTransport(opening: Promise<WebSocket>): Transport {
  const frameListeners = new Set<(frame: Uint8Array | string) => void>();
  const closeListeners = new Set<() => void>();
  let socket: WebSocket | undefined;
  let unsent: (Uint8Array | string)[] | undefined = [];
  let open = true;

  const ended = () => {
    if (!open) return;
    open = false;
    unsent = [];
    socket?.close();
    for (const listener of closeListeners) listener();
  };
  const put = (frame: Uint8Array | string) => {
    // Types since ES2024 tell shared memory apart, which nobody sends here.
    if (unsent) unsent.push(frame);
    else if (socket?.readyState === 1) socket.send(frame as string | Uint8Array<ArrayBuffer>);
  };
  const begin = (connecting: WebSocket) => {
    socket = connecting;
    if (!open) return connecting.close();
    connecting.binaryType = 'arraybuffer';
    connecting.addEventListener('close', ended);
    connecting.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (!open) return;
      const frame = typeof data === 'string' ? data : new Uint8Array(data);
      for (const listener of frameListeners) listener(frame);
    });
    const flush = () => {
      const kept = unsent ?? [];
      unsent = undefined;
      for (const frame of kept) put(frame);
    };
    if (connecting.readyState === 1) flush();
    else connecting.addEventListener('open', flush);
  };
  opening.then(begin, ended);
  return {
    send(frame) {
      if (!open) return;
      if (typeof frame === 'string') put(frame);
      else for (let at = 0; at < frame.length; at += PIECE_BYTES) put(frame.slice(at, at + PIECE_BYTES));
    },
    onFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close: ended,
  };
}
