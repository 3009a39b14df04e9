// Sessions kept for as long as this process lives: for tests, and for browsers that have no storage to give.
import type { SessionStore } from './store.ts';

export function createMemoryStore(): SessionStore {
  const sessions = new Map<string, Map<string, Uint8Array>>();
  return {
    async load(sessionKey) {
      const kept = sessions.get(sessionKey);
      return kept && new Map([...kept].map(([part, bytes]) => [part, bytes.slice()]));
    },
    async write(sessionKey, changes) {
      const kept = sessions.get(sessionKey) ?? new Map<string, Uint8Array>();
      for (const [part, bytes] of changes) {
        if (bytes) kept.set(part, bytes.slice());
        else kept.delete(part);
      }
      if (kept.size > 0) sessions.set(sessionKey, kept);
      else sessions.delete(sessionKey);
    },
    async remove(sessionKey) {
      sessions.delete(sessionKey);
    },
    list: async () => [...sessions.keys()],
  };
}
