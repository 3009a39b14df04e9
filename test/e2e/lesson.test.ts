import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { labsAtHand, scriptLines } from './labs.ts';
import { openPage } from './page.ts';

/** The same page, with its cluster in the tab and on the lab server. */
const places = [
  { place: 'tab', site: inject('site') },
  { place: 'server', site: inject('labSite') },
] as const;
const labs = await labsAtHand();
const readers = labs.flatMap((row) => (['en', 'ru'] as const).map((language) => ({ ...row, language })));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(places)('with the cluster of the $place', ({ place, site }) => {
  // Side by side: a proof is mostly waiting.
  describe.concurrent.each(readers)('a learner of $slug who reads in $language', ({ slug, onDisk, look, wrong, language }) => {
    const lesson = `${site}/${language}/${slug}/`;
    const { tasks } = onDisk.source.definition;

    it('solves the lab by typing, sees every task turn green, and the proof pass', async () => {
      const learner = await openPage(browser, lesson);
      await learner.startLab();
      await learner.run(look.command);
      expect(await learner.screen()).toMatch(look.shows);
      for (const { id, kind } of tasks) {
        await learner.page.locator(`[data-task="${id}"][data-state=${kind === 'goal' ? 'failed' : 'passed'}]`).waitFor();
      }
      for (const line of scriptLines(onDisk, 'solution.sh')) await learner.run(line);
      for (const { id } of tasks) await learner.page.locator(`[data-task="${id}"][data-state=passed]`).waitFor();
      await learner.page.locator('[data-action=prove]').click();
      await learner.page.locator('podkova-lab[data-phase=solved]').waitFor({ timeout: 90_000 });
      for (const { id } of tasks) expect(await learner.task(id).getAttribute('data-state')).toBe('passed');
      await learner.close();
    }, 150_000);

    it('types a wrong answer and is told what was found, with the evidence', async () => {
      const learner = await openPage(browser, lesson);
      await learner.startLab();
      for (const line of scriptLines(onDisk, wrong.script)) await learner.run(line);
      await learner.page.locator('[data-action=prove]').click();
      const { task = '', messageId } = onDisk.scripts.find(({ name }) => name === wrong.script)?.fails ?? {};
      const verdict = learner.task(task).locator(`[data-message-id="${messageId}"]`);
      await verdict.waitFor({ timeout: 60_000 });
      const text = await verdict.innerText();
      expect(text).toContain(wrong.found[language]);
      for (const piece of wrong.evidence) expect(text).toContain(piece);
      await learner.page.locator('podkova-lab[data-phase=ready]').waitFor({ timeout: 60_000 });
      await learner.close();
    }, 90_000);
  });

  describe('the terminal on the page', () => {
    const lesson = `${site}/ru/selectors-endpoints/`;

    it('takes a command of the lesson by a click, and calls from inside a pod', async () => {
      const learner = await openPage(browser, lesson, { place });
      await learner.startLab();
      await learner.page.locator('pre code', { hasText: 'exec deploy/client' }).first().click();
      await learner.waitForScreen(/exec deploy\/client -- curl/);
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/curl: \(7\) Failed to connect to minio\.minio port 80/);
      await learner.page.keyboard.type('kubectl -n cvat exec -it deploy/client -- sh');
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/\n[^\n]*# ?$/);
      await learner.page.keyboard.type('cat /etc/resolv.conf; exit');
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/search cvat\.svc\.cluster\.local[\s\S]*\$ ?$/);
      await learner.close();
    }, 60_000);

    it('completes names of resources, and keeps a history', async () => {
      const learner = await openPage(browser, lesson, { place });
      await learner.startLab();
      await learner.page.keyboard.type('kubectl -n minio describe svc min');
      await learner.page.keyboard.press('Tab');
      await learner.waitForScreen(/describe svc minio ?$/m);
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/Type:\s+ClusterIP/);
      await learner.page.keyboard.press('ArrowUp');
      await learner.waitForScreen(/\$ kubectl -n minio describe svc minio ?$/);
      await learner.close();
    }, 60_000);

    it('ends a watch with Ctrl-C, also on a Russian layout', async () => {
      const learner = await openPage(browser, lesson, { place });
      await learner.startLab();
      await learner.page.keyboard.type('kubectl -n minio get pods -w');
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/minio-console-\S+\s+1\/1/);
      // What a Russian layout sends for the key C while Ctrl is held.
      await learner.page.locator('[data-terminal] .xterm-helper-textarea').evaluate((area) => {
        area.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'с', code: 'KeyC', keyCode: 67, ctrlKey: true, bubbles: true, cancelable: true }),
        );
      });
      await learner.waitForScreen(/\^C[\s\S]*\$ ?$/);
      await learner.run('echo $?');
      expect(await learner.screen()).toMatch(/^130$/m);
      await learner.close();
    }, 60_000);

    it('streams a loop into a pipe while both run', async () => {
      const learner = await openPage(browser, lesson, { place });
      await learner.startLab();
      await learner.page.keyboard.type('while true; do date +%s; sleep 1; done | grep --line-buffered 1');
      await learner.page.keyboard.press('Enter');
      await learner.waitForScreen(/\n1\d{9}\n1\d{9}\n/);
      await learner.page.keyboard.press('Control+c');
      await learner.waitForScreen(/\$ ?$/);
      await learner.close();
    }, 60_000);
  });

  describe('the home page', () => {
    it.each([
      ['en-GB', 'en'],
      ['ru-RU', 'ru'],
    ])(
      'goes by the browser’s language (%s), and starts the first lab with one click',
      async (locale, language) => {
        const visitor = await openPage(browser, `${site}/`, { locale, place });
        await visitor.page.waitForURL(`${site}/${language}/`);
        await visitor.page.locator('a[href*="start"]').first().click();
        await visitor.page.locator('podkova-lab[data-phase=ready]').waitFor();
        await visitor.waitForScreen(/\$ ?$/);
        await visitor.close();
      },
      60_000,
    );
  });
});
