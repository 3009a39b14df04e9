// The pictures of lesson 6.1 in a browser: the gates by keyboard, and the table that follows what the learner types.
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
  const reader = await openPage(browser, `${site}/en/netpol-model/`, { reducedMotion: 'reduce' });
  const { page } = reader;
  const result = page.locator('podkova-two-sided-gate [role=status]');
  expect(await result.innerText()).toContain('dropped at the gate of the pod that is called');
  await page.getByRole('checkbox', { name: /^db-from-backend/ }).focus();
  await page.keyboard.press('Space');
  expect(await result.innerText()).toContain('shop/backend → shop/db:5432: the call goes through.');
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.policy)).toBe('db-from-backend');
  await page.getByRole('checkbox', { name: /^lock-shop/ }).check();
  expect(await result.innerText()).toContain('the caller’s own gate is closed');
  await page.getByRole('combobox', { name: 'Caller' }).selectOption('other/stranger');
  expect(await result.innerText()).toContain('other/stranger → shop/db:5432: silence. The call leaves');
  // Sentences with code in them survive every redraw.
  expect(await page.locator('podkova-two-sided-gate').innerText()).toContain('selects every pod of shop, allows nothing');
  await reader.close();
}, 60_000);

it.each([
  ['in the tab', inject('site')],
  ['on the lab server', inject('labSite')],
])(
  'shows %s who reaches whom, and follows the learner’s policies',
  async (_, origin) => {
    const learner = await openPage(browser, `${origin}/ru/netpol-model/`);
    const { page } = learner;
    await learner.startLab();
    const table = page.locator('podkova-reach-matrix');
    await table.filter({ hasText: 'Проходит 12 звонков из 12.' }).waitFor({ timeout: 20_000 });
    const gates = page.locator('podkova-two-sided-gate');
    await gates.filter({ hasText: 'shop/web → shop/db:5432: звонок проходит' }).waitFor();
    await learner.run(
      `kubectl create -f - <<'EOF'\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: shut}, spec: {podSelector: {matchLabels: {role: db}}}}\nEOF`,
    );
    await gates.filter({ hasText: 'Звонок вышел и пропал у двери того, кому звонят.' }).waitFor();
    await table.filter({ hasText: 'Проходит 9 звонков из 12.' }).waitFor();
    // As a screen reader goes through the table.
    const row = page.getByRole('row', { name: /other\/stranger/ });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(
      ['✓\nдостаёт', '✓\nдостаёт', '✕\nтишина'].map((cell) => expect.stringContaining(cell.slice(2))),
    );
    await learner.run('kubectl -n shop delete netpol shut');
    await table.filter({ hasText: 'Проходит 12 звонков из 12.' }).waitFor();
    await learner.close();
  },
  90_000,
);
