// What the course adds to Astro: its routes, and its components in every lesson.
import type { AstroIntegration } from 'astro';
import { courseComponentsPlugin } from './course-components.ts';

export function course(): AstroIntegration {
  return {
    name: 'podkova',
    hooks: {
      'astro:config:setup': ({ injectRoute, updateConfig }) => {
        // srcDir is the root, so Astro would look for pages/ there.
        injectRoute({ pattern: '/', entrypoint: './src/pages/index.astro' });
        injectRoute({ pattern: '/404', entrypoint: './src/pages/404.astro' });
        updateConfig({ vite: { plugins: [courseComponentsPlugin()] } });
      },
    },
  };
}
