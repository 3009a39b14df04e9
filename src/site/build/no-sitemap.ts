// A sitemap needs the site's public address. Without one, this stands in the sitemap integration's place, which Starlight would add and which would only warn.
import type { AstroIntegration } from 'astro';

export function noSitemap(): AstroIntegration {
  // Starlight goes by the name (packages/starlight/index.ts).
  return { name: '@astrojs/sitemap', hooks: {} };
}
