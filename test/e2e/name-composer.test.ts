// The picture of lesson 3.2 in a browser: by keyboard in the sandbox, and beside a running lab.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openPage } from './page.ts';

const site = inject('site');
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('is worked by keyboard alone, and says the outcome', async () => {
  const reader = await openPage(browser, `${site}/en/dns-names/`, { reducedMotion: 'reduce' });
  const { page } = reader;
  const result = page.locator('podkova-name-composer [role=status]');
  expect(await result.innerText()).toContain('Could not resolve host: apiserver');
  await page.locator('podkova-name-composer select').last().focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  expect(await result.innerText()).toMatch(/Leads to Service apiserver of namespace clearml\.\s*2 questions/);
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('namespace');
  expect(
    await page
      .locator('.nc-question')
      .first()
      .evaluate((row) => getComputedStyle(row).animationName),
  ).toBe('none');
  await page.keyboard.press('Shift+Tab');
  // As a screen reader names them.
  expect(await page.getByLabel('in namespace').evaluate((select) => select === document.activeElement)).toBe(true);
  await page.getByLabel('dials the Service').selectOption('redis');
  await page.getByRole('radio', { name: 'redis', exact: true }).check();
  expect(await result.innerText()).toContain('Leads to redis of namespace cvat, though you meant the one in clearml.');
  await reader.close();
}, 60_000);

it('shows the learner’s own namespaces and Services, and follows what they type', async () => {
  const learner = await openPage(browser, `${site}/ru/dns-names/`);
  const { page } = learner;
  await learner.startLab();
  const result = page.locator('podkova-name-composer [role=status]');
  await result.filter({ hasText: 'Could not resolve host: minio' }).waitFor();
  expect(await page.locator('.nc-question[data-answer=empty]').innerText()).toContain('minio.svc.cluster.local');
  await learner.run('kubectl -n cvat create service clusterip minio --tcp=80:9000');
  await result.filter({ hasText: 'Ведёт в minio неймспейса cvat, а нужен был тот, что в minio.' }).waitFor();
  await learner.run('kubectl -n cvat delete svc minio');
  await result.filter({ hasText: 'Could not resolve host: minio' }).waitFor();
  await page.getByRole('button', { name: 'Песочница' }).click();
  await result.filter({ hasText: 'apiserver' }).waitFor();
  await learner.close();
}, 60_000);
