// Lab pages have no table of contents: the panel stands where it would be.
import type {} from '@astrojs/starlight'; // its types of Astro.locals
import { defineRouteMiddleware } from '@astrojs/starlight/route-data';

export const onRequest = defineRouteMiddleware(({ locals }) => {
  const route = locals.starlightRoute;
  if (route.entry.data.labs.length > 0) route.toc = undefined;
});
