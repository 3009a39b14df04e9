// Frames over a WebSocket, from the server.
import type { WebSocket } from 'ws';
import type { Transport } from '../../terminal/index.ts';

export function hostTransport(socket: WebSocket): Transport {
  const closeListeners = new Set<() => void>();
  let open = true;
  const ended = () => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  socket.on('close', ended);
  return {
    send(frame) {
      if (open) socket.send(frame);
    },
    onFrame(listener) {
      const heard = (data: Buffer, isBinary: boolean) => {
        // A copy: a Buffer is a view of what else was received, and its methods differ from those of bytes.
        if (open) listener(isBinary ? new Uint8Array(data) : data.toString());
      };
      socket.on('message', heard);
      return () => socket.off('message', heard);
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close() {
      socket.close(1000);
      ended();
    },
  };
}
