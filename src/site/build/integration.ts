// What the course adds to Astro: its routes, its components in every lesson, and the pages' policy after the build.
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { courseComponentsPlugin } from './course-components.ts';
import { finishSite } from './finish.ts';

export function course(): AstroIntegration {
  return {
    name: 'podkova',
    hooks: {
      'astro:config:setup': ({ injectRoute, updateConfig }) => {
        // srcDir is the root, so Astro would look for pages/ there.
        injectRoute({ pattern: '/', entrypoint: './src/pages/index.astro' });
        injectRoute({ pattern: '/404', entrypoint: './src/pages/404.astro' });
        updateConfig({
          vite: {
            plugins: [courseComponentsPlugin()],
            // Scripts stay files, however small: a page that replaces another one in place can only load files.
            build: { assetsInlineLimit: (path) => (path.endsWith('.js') ? false : undefined) },
          },
        });
      },
      'astro:build:done': ({ dir }) => finishSite(fileURLToPath(dir)),
    },
  };
}
