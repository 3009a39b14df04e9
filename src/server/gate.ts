// Lets a few in at once, the others in the order in which they came.

export interface Gate {
  /** Runs `work` when its turn has come. Rejects with the signal's reason when that aborts before. */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createGate(atOnce: number): Gate {
  const waiting = new Set<() => void>();
  let inside = 0;

  function turn(signal: AbortSignal): Promise<void> {
    if (inside < atOnce) {
      inside++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
  function next(): void {
    const [enter] = waiting;
    // Whoever leaves hands its place on.
    if (!enter) inside--;
    else {
      waiting.delete(enter);
      enter();
    }
  }
  return {
    async pass(work, signal) {
      signal.throwIfAborted();
      await turn(signal);
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
