// A lab keeps running while the lesson beside it changes: its language, or its page.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type LearnerPage, openPage } from './page.ts';

const site = inject('site');
const lesson = (language: 'en' | 'ru') => `${site}/${language}/selectors-endpoints/`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Everything that the terminal keeps, scrollback included. */
const scrollback = (page: Page) => page.evaluate(() => window.podkova?.screen() ?? '');
/** Set on the document and on the terminal: gone after a reload, or with another terminal. */
const markPage = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.setAttribute('data-marked', 'yes');
    document.querySelector('.xterm')?.setAttribute('data-marked', 'yes');
  });
const marks = (page: Page) => page.locator('[data-marked]').evaluateAll((found) => found.map((element) => element.tagName));
/** As a reader does: the keyboard is on the choice then. */
async function switchTo(page: Page, label: string): Promise<void> {
  const choice = page.locator('header starlight-lang-select select');
  await choice.focus();
  await choice.selectOption({ label });
}
const title = (page: Page) => page.locator('main h1');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

async function axeFinds(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

async function labStarted(language: 'en' | 'ru'): Promise<LearnerPage> {
  const learner = await openPage(browser, lesson(language));
  await learner.startLab();
  await markPage(learner.page);
  return learner;
}

describe('switching the language while a lab runs', () => {
  it('keeps the terminal, the cluster, verdicts and hints, and says everything in the other language; Back returns', async () => {
    const learner = await labStarted('en');
    const { page } = learner;
    await learner.run('kubectl label namespace minio seen=before');
    await learner.run('seq 200');
    await page.locator('[data-action=prove]').click();
    const verdict = learner.task('endpoints').locator('[data-message-id=no-endpoints]');
    await verdict.waitFor({ timeout: 60_000 });
    await learner.task('endpoints').locator('[data-action=hint]').click();
    await learner.task('endpoints').locator('.lab-hints li').first().waitFor();
    const before = { screen: await scrollback(page), verdict: await verdict.innerText(), title: await title(page).innerText() };
    expect(before.screen).toContain('namespace/minio labeled');

    await switchTo(page, 'Русский');
    await page.waitForURL(lesson('ru'));
    await page.locator('html[lang=ru]').waitFor();
    await expect.poll(() => verdict.innerText()).toContain('Ожидалось');
    expect(await title(page).innerText()).not.toBe(before.title);
    expect(await page.title()).toContain('Подкова');
    expect(await focused(page)).toBe('H1');
    expect(await marks(page)).toEqual(['HTML', 'DIV']);
    expect(await scrollback(page)).toBe(before.screen);
    expect(await learner.task('endpoints').locator('.lab-hints li').count()).toBe(1);
    // No word of the other language is left: neither on the panel nor in the header and the list of lessons.
    const words = (part: string) => page.locator(part).evaluate((element) => (element as HTMLElement).innerText);
    expect(await words('.lab-head')).toMatch(/^\P{Script=Latin}+Kubernetes v1\.34/u);
    expect(await page.locator('[data-action=prove]').innerText()).toBe('Проверить решение');
    expect(await words('header.header .title-wrapper')).toContain('Подкова');
    expect(await page.locator('site-search button').first().getAttribute('aria-label')).toBe('Поиск');
    expect(await page.locator('pk-nav-toggle button').getAttribute('aria-label')).toBe('Показать список уроков');
    expect(await page.locator('#starlight__sidebar a').first().getAttribute('href')).toMatch(/^\/ru\//);
    expect(await page.locator('#lab').getAttribute('aria-label')).toMatch(/^Лаба: /);
    expect(await page.locator('.xterm-helper-textarea').getAttribute('aria-label')).toBe('Терминал вашего кластера');
    await learner.run('kubectl get namespace minio -o jsonpath=\'{.metadata.labels.seen}{"\\n"}\'');
    expect(await learner.screen()).toMatch(/^before$/m);

    expect(await axeFinds(page)).toEqual([]);

    await page.goBack();
    await page.waitForURL(lesson('en'));
    await page.locator('html[lang=en]').waitFor();
    await expect.poll(() => verdict.innerText()).toBe(before.verdict);
    expect(await title(page).innerText()).toBe(before.title);
    expect(await page.locator('header starlight-lang-select select').inputValue()).toBe('/en/selectors-endpoints/');
    await page.goForward();
    await page.locator('html[lang=ru]').waitFor();
    expect(await marks(page)).toEqual(['HTML', 'DIV']);
    await learner.close();
  }, 150_000);

  it('keeps the place in the lesson, and whoever types keeps typing', async () => {
    const learner = await labStarted('ru');
    const { page } = learner;
    const third = () =>
      page
        .locator('main h2')
        .nth(2)
        .evaluate((heading) => heading.getBoundingClientRect().top);
    await page
      .locator('main h2')
      .nth(2)
      .evaluate((heading) => heading.scrollIntoView());
    const before = await third();
    await switchTo(page, 'English');
    await page.locator('html[lang=en]').waitFor();
    expect(Math.abs((await third()) - before)).toBeLessThan(60);

    await page.locator('[data-terminal] .xterm-helper-textarea').focus();
    await page.keyboard.type('echo half');
    await page.goBack();
    await page.locator('html[lang=ru]').waitFor();
    await page.keyboard.type(' and-half');
    await page.keyboard.press('Enter');
    await learner.waitForScreen(/^half and-half$/m);
    await learner.close();
  }, 90_000);

  it('brings the new lesson to life: its quiz, its picture, its commands', async () => {
    const learner = await labStarted('en');
    const { page } = learner;
    await switchTo(page, 'Русский');
    await page.locator('html[lang=ru]').waitFor();
    await page.locator('podkova-label-matcher .lm-modes:visible').waitFor();
    expect(await page.locator('podkova-label-matcher .lm-stage').innerText()).toContain('minio');
    const command = page.locator('main .lab-paste').first();
    expect(await command.getAttribute('aria-label')).toMatch(/^Вставить в терминал: /);
    const text = ((await command.getAttribute('aria-label')) ?? '').replace('Вставить в терминал: ', '');
    await command.focus();
    await page.keyboard.press('Enter');
    // A long line wraps.
    await expect.poll(async () => (await scrollback(page)).replaceAll('\n', '')).toContain(text);
    await page.locator('podkova-quiz button[type=submit]').first().click();
    expect(await page.locator('podkova-quiz .pk-verdict').first().innerText()).toBe('Сначала выберите или впишите ответ.');
    await learner.close();
  }, 90_000);
});

describe('following links while a lab runs', () => {
  it('a page without a lab keeps the panel, with the way back and a way to end the lab', async () => {
    const learner = await labStarted('en');
    const { page } = learner;
    await learner.run('echo kept');
    await page.locator('.pk-site-title').click();
    await page.locator('.pk-home').waitFor();
    expect(await marks(page)).toEqual(['HTML', 'DIV']);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(await page.locator('.lab-elsewhere').innerText()).toContain('The lab “Nobody picks up” is running here.');
    expect(await axeFinds(page)).toEqual([]);
    await page.locator('.lab-elsewhere [data-action=back]').click();
    await page.waitForURL(lesson('en'));
    await page.locator('.lab-elsewhere').waitFor({ state: 'hidden' });
    expect(await learner.screen()).toMatch(/^kept$/m);
    expect(await focused(page)).toBe('H1');

    await page.goBack();
    await page.locator('.pk-home').waitFor();
    await page.locator('[data-action=stop]').click();
    await page.locator('[data-action=end-no]').click();
    expect(await page.locator('podkova-lab').getAttribute('data-phase')).toBe('ready');
    await page.locator('[data-action=stop]').click();
    await page.locator('[data-action=end-yes]').click();
    await page.locator('.lab-panel').waitFor({ state: 'detached' });
    // The address bar and what is shown stay one, also without a lab.
    await page.goBack();
    await page.locator('podkova-lab[data-phase=idle]').waitFor();
    expect(await title(page).innerText()).toContain('Who is on shift');
    await learner.close();
  }, 120_000);

  it('the lesson of another lab leaves the running one alone, until its own is started instead', async () => {
    const learner = await labStarted('en');
    const { page } = learner;
    await learner.run('echo kept');
    await page.locator('pk-nav-toggle button').click();
    await page.locator('#starlight__sidebar a', { hasText: '3.2' }).click();
    await page.waitForURL(`${site}/en/dns-names/`);
    const notice = page.locator('.lab-elsewhere');
    await notice.waitFor();
    expect(await page.locator('#starlight__sidebar [aria-current=page]').innerText()).toContain('3.2');
    expect(await page.locator('podkova-lab').getAttribute('data-lab')).toBe('empty-endpoints');
    // Its language switches too, and its words are those of its own lesson.
    await switchTo(page, 'Русский');
    await page.locator('html[lang=ru]').waitFor();
    expect(await page.locator('.lab-head h2').innerText()).toBe('Никто не берёт трубку');
    await expect.poll(() => notice.innerText()).toContain('Здесь запущена лаба «Никто не берёт трубку».');
    expect(await scrollback(page)).toContain('kept');
    expect(await marks(page)).toEqual(['HTML', 'DIV']);

    await notice.locator('[data-action=start-instead]').click();
    await notice.locator('[data-action=end-yes]').click();
    await page.locator('podkova-lab[data-lab=cross-namespace-minio][data-phase=ready]').waitFor();
    expect(await marks(page)).toEqual([]);
    expect(await page.locator('.lab-head h2').innerText()).toBe('Без кода города');
    await learner.close();
  }, 90_000);

  it('navigates as usual when no lab runs, and when the page cannot be fetched', async () => {
    const learner = await openPage(browser, lesson('en'));
    const { page } = learner;
    await markPage(page);
    await switchTo(page, 'Русский');
    await page.waitForURL(lesson('ru'));
    expect(await marks(page)).toEqual([]);
    await learner.startLab();
    await markPage(page);
    let refused = 0;
    await page.route(lesson('en'), (route) => {
      refused += 1;
      return refused === 1 ? route.fulfill({ status: 200, contentType: 'text/html', body: '<p>a captive portal</p>' }) : route.continue();
    });
    await switchTo(page, 'English');
    await page.locator('html[lang=en]').waitFor();
    expect(await marks(page)).toEqual([]);
    expect(refused).toBe(2);
    await learner.close();
  }, 90_000);
});
