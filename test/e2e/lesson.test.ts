import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readLab } from '../../src/cli/labs-on-disk.ts';
import { launchChromium } from './chromium.ts';
import { openPage } from './page.ts';

const site = inject('site');
const lab = await readLab('empty-endpoints');
const tasks = lab.source.definition.tasks;
const scriptLines = (name: string) =>
  (lab.scripts.find((script) => script.name === name)?.text ?? '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(['en', 'ru'] as const)('a learner who reads in %s', (language) => {
  const lesson = `${site}/${language}/selectors-endpoints/`;

  it('solves the lab by typing, sees every task turn green, and the proof pass', async () => {
    const learner = await openPage(browser, lesson);
    await learner.startLab();
    await learner.run('kubectl -n minio get pods');
    expect(await learner.screen()).toMatch(/minio-console-\w+-\w+\s+1\/1\s+Running/);
    for (const { id, kind } of tasks) expect(await learner.task(id).getAttribute('data-state')).toBe(kind === 'goal' ? 'failed' : 'passed');
    for (const line of scriptLines('solution.sh')) await learner.run(line);
    for (const { id } of tasks) await learner.page.locator(`[data-task="${id}"][data-state=passed]`).waitFor();
    await learner.page.locator('[data-action=prove]').click();
    await learner.page.locator('podkova-lab[data-phase=solved]').waitFor({ timeout: 90_000 });
    for (const { id } of tasks) expect(await learner.task(id).getAttribute('data-state')).toBe('passed');
    await learner.close();
  }, 150_000);

  it('types a wrong answer and is told what was found, with the evidence', async () => {
    const learner = await openPage(browser, lesson);
    await learner.startLab();
    for (const line of scriptLines('wrong-app-only.sh')) await learner.run(line);
    await learner.page.locator('[data-action=prove]').click();
    const verdict = learner.task('endpoints').locator('[data-message-id=tier-remains]');
    await verdict.waitFor({ timeout: 60_000 });
    const text = await verdict.innerText();
    expect(text).toContain({ en: 'The selector still asks for tier=storage', ru: 'Селектор по-прежнему требует tier=storage' }[language]);
    expect(text).toContain('spec.selector');
    expect(text).toContain('kubectl -n minio describe svc minio');
    expect(await learner.page.locator('podkova-lab').getAttribute('data-phase')).toBe('ready');
    await learner.close();
  }, 90_000);
});

describe('the terminal on the page', () => {
  const lesson = `${site}/ru/selectors-endpoints/`;

  it('takes a command of the lesson by a click, and calls from inside a pod', async () => {
    const learner = await openPage(browser, lesson);
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
    const learner = await openPage(browser, lesson);
    await learner.startLab();
    await learner.page.keyboard.type('kubectl -n minio describe svc min');
    await learner.page.keyboard.press('Tab');
    await learner.waitForScreen(/describe svc minio ?$/m);
    await learner.page.keyboard.press('Enter');
    await learner.waitForScreen(/Selector:\s+app=minio-server,tier=storage/);
    await learner.page.keyboard.press('ArrowUp');
    await learner.waitForScreen(/\$ kubectl -n minio describe svc minio ?$/);
    await learner.close();
  }, 60_000);

  it('ends a watch with Ctrl-C, also on a Russian layout', async () => {
    const learner = await openPage(browser, lesson);
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
    const learner = await openPage(browser, lesson);
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
      const visitor = await openPage(browser, `${site}/`, { locale });
      await visitor.page.waitForURL(`${site}/${language}/`);
      await visitor.page.locator('a[href*="start"]').first().click();
      await visitor.page.locator('podkova-lab[data-phase=ready]').waitFor();
      await visitor.waitForScreen(/\$ ?$/);
      await visitor.close();
    },
    60_000,
  );
});
