// A lab in this browser: in a worker of this tab, or in that of the tab which has it already. When that one goes, this one
// takes the lab over from what is kept.
import { connectSession, pageBroadcast, pagePort, type SessionHost, switchedChannel } from '../../session/index.ts';
import { type ToWorker, tabsOf } from './worker-messages.ts';

export interface TabSession {
  readonly host: SessionHost;
  /** Rejects when no worker can be had. */
  readonly failed: Promise<never>;
}

/** Labs that this tab hosts, with what gives them up. */
const hosted = new Map<string, () => void>();
let ownWorker: { readonly worker: Worker; readonly failed: Promise<never> } | undefined;

/** `onReleased` hears when the lab has left this tab: it must be opened anew. */
export function openInTab(labId: string, onReleased: () => void): TabSession {
  const way = switchedChannel();
  const session = connectSession(way);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);

  /** Until the returned promise resolves, the lab is this tab's. */
  const host = (): Promise<void> => {
    ownWorker ??= startWorker();
    const { worker } = ownWorker;
    ownWorker.failed.catch(reject);
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ port: port2 } satisfies ToWorker, [port2]);
    worker.postMessage({ share: labId } satisfies ToWorker);
    way.use(pagePort(port1));
    return new Promise((resolve) => {
      hosted.set(labId, () => {
        worker.postMessage({ unshare: labId } satisfies ToWorker);
        onReleased();
        resolve();
      });
    });
  };
  const watch = () => {
    const channel = pageBroadcast(new BroadcastChannel(tabsOf(labId)), randomName());
    way.use(channel);
    addEventListener('pagehide', () => channel.close());
    return channel;
  };
  const claim = async () => {
    // Only pages of a secure origin have locks; elsewhere each tab has its own, and the last one to write is kept.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return host();
    const name = tabsOf(labId);
    const had = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await host();
      return lock !== null;
    });
    if (had) return;
    const channel = watch();
    await locks.request(name, async () => {
      const released = host();
      channel.close();
      session.ensure(labId).catch((error: unknown) => console.error('podkova:', error));
      await released;
    });
  };
  claim().catch(reject);

  return {
    failed,
    host: {
      ...session,
      async ensure(id, driver) {
        await session.ensure(id, driver);
        // A worker has one lab at a time.
        for (const [other, release] of [...hosted]) {
          if (other === labId) continue;
          hosted.delete(other);
          release();
        }
      },
    },
  };
}

function startWorker(): NonNullable<typeof ownWorker> {
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module', name: 'podkova-cluster' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(`the worker failed: ${event.message || 'it could not be loaded'}`)));
  });
  failed.catch(() => {
    // One that could not be loaded may load the next time; one that told of a bug may still run the learner's cluster.
    ownWorker = undefined;
  });
  return { worker, failed };
}

const randomName = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('');
