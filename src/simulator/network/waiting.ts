// Calls that wait for something to happen to a socket.

interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/** Wakes every call that waits; each looks again for what it wanted. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  /** Resolves at the next `wake`; rejects with the signal's reason. */
  wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => waiter.reject(signal?.reason);
      const leave = () => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', stop);
      };
      const waiter: Waiter = {
        resolve() {
          leave();
          resolve();
        },
        reject(reason) {
          leave();
          reject(reason);
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  wake(): void {
    for (const waiter of [...this.#waiters]) waiter.resolve();
  }
}
