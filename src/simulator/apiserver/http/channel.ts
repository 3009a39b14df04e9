// The two ends of an upgraded connection: whole messages, in order.

/** A WebSocket in all but name. */
export interface UpgradedChannel {
  /** The subprotocol that was chosen, e.g. v5.channel.k8s.io. */
  readonly protocol: string;
  send(message: Uint8Array): void;
  /** The next message; undefined when the other side has closed. */
  receive(signal?: AbortSignal): Promise<Uint8Array | undefined>;
  close(): void;
}

class Mailbox {
  readonly #messages: Uint8Array[] = [];
  readonly #waiting = new Set<() => void>();
  #closed = false;

  post(message: Uint8Array): void {
    if (this.#closed) return;
    this.#messages.push(message);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async take(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const message = this.#messages.shift();
      if (message || this.#closed) return message;
      await new Promise<void>((resolve) => {
        const resume = () => {
          signal?.removeEventListener('abort', resume);
          this.#waiting.delete(resume);
          resolve();
        };
        this.#waiting.add(resume);
        signal?.addEventListener('abort', resume, { once: true });
      });
    }
  }

  #wake(): void {
    for (const resume of [...this.#waiting]) resume();
  }
}

/** Two ends; what one sends the other receives. Closing either closes both, after what was sent. */
export function createChannelPair(protocol: string): readonly [UpgradedChannel, UpgradedChannel] {
  const left = new Mailbox();
  const right = new Mailbox();
  const end = (own: Mailbox, other: Mailbox): UpgradedChannel => ({
    protocol,
    send: (message) => other.post(message),
    receive: (signal) => own.take(signal),
    close() {
      own.close();
      other.close();
    },
  });
  return [end(left, right), end(right, left)];
}
