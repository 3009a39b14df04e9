import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { labRows } from './labs.ts';
import { openPage } from './page.ts';

const site = inject('site');
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const looks = (['en', 'ru'] as const).flatMap((language) => (['light', 'dark'] as const).map((theme) => ({ language, theme })));

describe.concurrent.each(looks)('in $language, $theme', ({ language, theme }) => {
  it('axe finds nothing on the home page', async () => {
    const visitor = await openPage(browser, `${site}/${language}/`, { colorScheme: theme });
    const { violations } = await new AxeBuilder({ page: visitor.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    await visitor.close();
  }, 60_000);

  it.each(labRows)(
    'axe finds nothing on lesson $slug with the terminal open and a verdict shown',
    async ({ slug, untouched }) => {
      const learner = await openPage(browser, `${site}/${language}/${slug}/`, { colorScheme: theme });
      await learner.startLab();
      await learner.run('kubectl get ns');
      await learner.page.locator('[data-action=prove]').click();
      const task = learner.task(untouched.task);
      await task.locator(`[data-message-id="${untouched.messageId}"]`).waitFor({ timeout: 60_000 });
      await task.locator('[data-action=hint]').click();
      const { violations } = await new AxeBuilder({ page: learner.page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
      await learner.close();
    },
    90_000,
  );
});

describe('on a phone of 360 × 640, by touch', () => {
  it.each(['en', 'ru'] as const)(
    'a learner starts the lab, runs a command, reads a verdict and opens a hint (%s)',
    async (language) => {
      const learner = await openPage(browser, `${site}/${language}/selectors-endpoints/`, {
        viewport: { width: 360, height: 640 },
        hasTouch: true,
        isMobile: true,
      });
      const { page } = learner;
      const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await sideways()).toBe(0);
      await page.locator('[data-action=start]:visible').tap();
      await page.locator('podkova-lab[data-phase=ready]').waitFor();
      await learner.waitForScreen(/\$ ?$/);
      await page.locator('[data-terminal]').tap();
      await page.keyboard.type('kubectl get pods -n minio');
      await page.keyboard.press('Enter');
      await learner.waitForScreen(/Running/);
      expect(await sideways()).toBe(0);
      await page.locator('[data-action=prove]').tap();
      const verdict = page.locator('[data-message-id=no-endpoints]').first();
      await verdict.waitFor({ timeout: 60_000 });
      expect((await verdict.boundingBox())?.width ?? 999).toBeLessThanOrEqual(360);
      await learner.task('endpoints').locator('[data-action=hint]').tap();
      await learner.task('endpoints').locator('.lab-hints li').first().waitFor();
      expect(await sideways()).toBe(0);
      await learner.close();
    },
    90_000,
  );
});
