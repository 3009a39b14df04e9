// Frames over a MessagePort: between a page and its worker, or between two parts of one process.
import type { Transport } from './terminal.ts';

/** Says that the other side has closed; browsers older than 2025 have no `close` event on ports. */
const GOODBYE = null;

export function portTransport(port: MessagePort): Transport {
  const frameListeners = new Set<(frame: Uint8Array | string) => void>();
  const closeListeners = new Set<() => void>();
  let open = true;
  const ended = () => {
    if (!open) return;
    open = false;
    port.close();
    for (const listener of closeListeners) listener();
  };
  port.onmessage = ({ data }: MessageEvent<Uint8Array | string | null>) => {
    if (data === GOODBYE) return ended();
    if (open) for (const listener of frameListeners) listener(data);
  };
  port.addEventListener('close', ended);
  return {
    send(frame) {
      if (!open) return;
      // A view would take the whole buffer behind it along.
      const whole = typeof frame === 'string' || frame.byteLength === frame.buffer.byteLength;
      port.postMessage(whole ? frame : frame.slice());
    },
    onFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close() {
      if (open) port.postMessage(GOODBYE);
      ended();
    },
  };
}
