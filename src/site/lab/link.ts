// The page's one session: a worker that is started when a lab is, and lives as long as the page.
import { connectSession, type SessionHost } from '../../session/index.ts';

let session: { readonly host: SessionHost; readonly failed: Promise<never> } | undefined;

/** `failed` rejects when the worker cannot run at all. */
export function openSession(): NonNullable<typeof session> {
  if (session) return session;
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module', name: 'podkova-cluster' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(`the worker failed: ${event.message || 'it could not be loaded'}`)));
  });
  // Whoever starts a lab hears of it; a worker that breaks later shows in the terminal.
  failed.catch(() => undefined);
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ port: port2 }, [port2]);
  const host = connectSession(port1);
  document.addEventListener('visibilitychange', () => host.visible(document.visibilityState === 'visible'));
  session = { host, failed };
  return session;
}
