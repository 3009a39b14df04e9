// The course's site: a static Starlight site in two languages. Environment: PODKOVA_BASE is the path that it is served under, PODKOVA_SITE its public address.
import { existsSync } from 'node:fs';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { labServer } from './src/server/dev.ts';
import { course } from './src/site/build/integration.ts';
import { noSitemap } from './src/site/build/no-sitemap.ts';
import { modules } from './src/site/course/modules.ts';

const docs = (/** @type {string} */ directory) => new URL(`./content/docs/en/${directory}/`, import.meta.url);

export default defineConfig({
  output: 'static',
  srcDir: '.', // Starlight hard-codes <srcDir>/content
  publicDir: './src/site/public',
  base: process.env.PODKOVA_BASE ?? '/',
  ...(process.env.PODKOVA_SITE ? { site: process.env.PODKOVA_SITE } : {}),
  devToolbar: { enabled: false },
  vite: {
    worker: { format: 'es' },
    build: {
      rolldownOptions: {
        // One warning per MDX file otherwise: its "use …" directives mean nothing here.
        onLog(level, log, next) {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
        },
      },
    },
  },
  integrations: [
    course(),
    labServer(),
    ...(process.env.PODKOVA_SITE ? [] : [noSitemap()]),
    starlight({
      title: { en: 'Podkova', ru: 'Подкова' },
      defaultLocale: 'en',
      locales: { en: { label: 'English', lang: 'en' }, ru: { label: 'Русский', lang: 'ru' } },
      favicon: '/favicon.svg',
      disable404Route: true, // ours speaks both languages
      credits: false,
      routeMiddleware: './src/site/course/route.ts',
      customCss: [
        './src/site/styles/tokens.css',
        './src/site/styles/theme.css',
        './src/site/styles/reading.css',
        './src/site/styles/lesson-layout.css',
      ],
      components: {
        Footer: './src/site/components/Footer.astro',
        PageTitle: './src/site/components/LessonTitle.astro',
        Search: './src/site/components/Search.astro',
        SiteTitle: './src/site/components/SiteTitle.astro',
        TwoColumnContent: './src/site/components/TwoColumnContent.astro',
      },
      expressiveCode: {
        themes: ['vitesse-dark', 'vitesse-light'],
        defaultProps: { frame: 'none', wrap: true },
        styleOverrides: {
          borderColor: 'var(--pk-line)',
          borderRadius: 'var(--pk-radius)',
          codeBackground: 'var(--pk-sunken)',
          codeFontFamily: 'var(--pk-font-mono)',
          codeFontSize: '0.8125rem',
          uiFontFamily: 'var(--pk-font-text)',
          frames: { frameBoxShadowCssValue: 'none' },
        },
      },
      sidebar: modules
        .filter((module) => existsSync(docs(module.directory)))
        .map((module) => ({
          label: module.title.en,
          translations: { ru: module.title.ru },
          items: [{ autogenerate: { directory: module.directory } }],
        })),
    }),
  ],
});
