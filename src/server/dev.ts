// Mounts the lab server on Astro's own dev server, and loads it anew when its code changes. Sessions that are kept come back.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { createServerModuleRunner } from 'vite';
import { type Cancel, realClock } from '../clock.ts';
import type { LabServer } from './lab-server.ts';

const entry = fileURLToPath(new URL('./lab-server.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
/** Its own: `podkova start` may run beside it. */
const statePath = join(root, '.podkova', 'dev.sqlite');
/** What the server is made of. */
const parts = ['grader', 'labs', 'src'].map((folder) => join(root, folder));
/** An editor that saves several files at once. */
const SETTLE_MS = 100;

export function labServer(): AstroIntegration {
  return {
    name: 'podkova-lab-server',
    hooks: {
      'astro:server:setup': async ({ server, logger }) => {
        const environment = server.environments.ssr;
        // `ssrLoadModule` gave a stale module now and then; a runner of our own does not.
        const runner = createServerModuleRunner(environment, { hmr: false });
        let current: LabServer | undefined;
        let cancel: Cancel = () => undefined;
        let turn: Promise<void> = Promise.resolve();
        const load = async () => {
          runner.clearCache();
          const { createLabServer }: typeof import('./lab-server.ts') = await runner.import(entry);
          const before = current;
          current = undefined;
          // The state belongs to one server at a time.
          await before?.close();
          current = createLabServer({ statePath, onBug: (error) => logger.error(String(error instanceof Error ? error.stack : error)) });
        };
        const loadInTurn = () => {
          turn = turn.then(load).catch((error: unknown) => logger.error(`the lab server could not be loaded: ${String(error)}`));
          return turn;
        };
        await loadInTurn();
        server.watcher.on('change', (file) => {
          if (!parts.some((part) => file.startsWith(part)) || /\.(css|astro|svg)$/.test(file)) return;
          cancel();
          cancel = realClock.after(SETTLE_MS, () => {
            environment.moduleGraph.invalidateAll();
            void loadInTurn();
          });
        });
        server.middlewares.use((request, response, next) => {
          if (!current?.handle(request, response)) next();
        });
        server.httpServer?.on('upgrade', (request, socket, head: Buffer) => {
          // Everything else is the page's own reloading.
          current?.upgrade(request, socket, head);
        });
        server.httpServer?.on('close', () => {
          cancel();
          void turn.then(() => current?.close()).then(() => runner.close());
        });
      },
    },
  };
}
