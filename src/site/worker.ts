// The browser's worker: the learner's simulated cluster, its session and its shells live here.
import { realClock } from '../clock.ts';
import { createSimDriver } from '../cluster/sim/index.ts';
import { createSession, exposeSession, hostBroadcast, hostPort } from '../session/index.ts';
import { createIndexedDbStore } from './lab/session-store.ts';
import { findLab } from './lab/sources.ts';
import { type ToWorker, tabsOf } from './lab/worker-messages.ts';

/** As an uncaught exception: on the console, and to the page as the worker's error. */
const onBug = (error: unknown) => reportError(error);
const session = createSession({
  findLab,
  drivers: [createSimDriver({ clock: realClock, onBug })],
  clock: realClock,
  keeping: {
    store: createIndexedDbStore(),
    keyOf: (labId) => labId,
    // A browser that gives no storage: the lab runs, and ends with its page.
    onFailure: (error) => console.warn('podkova: the lab is not kept', error),
  },
});

/** Labs that other tabs may use too, with what ends that. */
const shared = new Map<string, () => void>();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('port' in data) exposeSession(session, hostPort(data.port));
  else if ('share' in data) {
    const channel = new BroadcastChannel(tabsOf(data.share));
    shared.set(
      data.share,
      hostBroadcast(channel, (page) => exposeSession(session, page)),
    );
  } else {
    shared.get(data.unshare)?.();
    shared.delete(data.unshare);
  }
});
