// The content security policy of every page, as a browser enforces it: from a static host, and from the lab server.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openPage } from './page.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
  name.endsWith('.html') ? [`/${name.replace(/(^|\/)index\.html$/, '$1')}`] : [],
);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

declare global {
  interface Window {
    violations?: string[];
  }
}

/** From the first moment of every document. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      window.violations?.push(`${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
const violations = (page: Page) => page.evaluate(() => window.violations);

describe.each([
  ['a static host', inject('site'), 'tab'],
  ['the lab server', inject('labSite'), 'server'],
] as const)('on %s', (_, site, place) => {
  it('no page asks for what its policy forbids', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await listen(page);
    const found: Record<string, unknown> = {};
    for (const path of pages) {
      await page.goto(`${site}${path}`, { waitUntil: 'load' });
      const here = await violations(page);
      if (here?.length !== 0) found[path] = here;
    }
    expect(found).toEqual({});
    expect(pages.length).toBeGreaterThan(5);
    await context.close();
  }, 120_000);

  it('nor does a lesson whose lab runs, nor the search', async () => {
    const learner = await openPage(browser, `${site}/en/`, { place });
    await listen(learner.page);
    await learner.page.goto(`${site}/en/selectors-endpoints/`);
    await learner.startLab();
    await learner.run('kubectl get ns');
    await learner.page.locator('button[data-open-modal]').first().click();
    await learner.page.locator('.pagefind-ui__search-input').fill('endpoint');
    await learner.page.locator('.pagefind-ui__result').first().waitFor();
    expect(await violations(learner.page)).toEqual([]);
    await learner.close();
  }, 60_000);

  it('a script that somebody managed to put into a page does not run', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await listen(page);
    await page.goto(`${site}/en/`);
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      const image = document.createElement('div');
      image.innerHTML = '<img src="data:," onerror="window.injected = true">';
      document.body.append(image);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return 'injected' in window;
    });
    expect(ran).toBe(false);
    // A header and a meta tag both tell of the same one.
    expect(new Set(await violations(page)).size).toBe(2);
    await context.close();
  }, 60_000);
});

it('the lab server’s policy also forbids what a meta tag cannot: to be shown inside another page', async () => {
  const answer = await fetch(`${inject('labSite')}/en/`);
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});
