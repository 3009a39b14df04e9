// Driving a page as a learner does: by mouse or touch, and by keys. What is read is what a screen reader would find.
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

export interface LearnerPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The terminal's visible rows. */
  screen(): Promise<string>;
  /** Types a line into the terminal, key by key, and Enter; resolves when the shell asks for the next one. */
  run(line: string): Promise<void>;
  /** Resolves when the terminal shows `pattern`. */
  waitForScreen(pattern: RegExp): Promise<void>;
  /** Presses the lab's start button; resolves when the shell asks for a command. */
  startLab(): Promise<void>;
  task(id: string): Locator;
  /** Fails when the page reported an error. */
  close(): Promise<void>;
}

const rows = '[data-terminal] .xterm-accessibility-tree > div';
const prompt = /\$ ?$/;

export interface PageOptions extends BrowserContextOptions {
  /** Where the learner has chosen to run labs, on an earlier visit. */
  readonly place?: 'tab' | 'server';
}

export async function openPage(browser: Browser, url: string, { place, ...options }: PageOptions = {}): Promise<LearnerPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  if (place) await context.addInitScript((chosen) => localStorage.setItem('podkova.place', chosen), place);
  return pageIn(context, url);
}

/** Another tab of the same browser. */
export async function pageIn(context: BrowserContext, url: string): Promise<LearnerPage> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);

  const screen = async () =>
    (await page.locator(rows).allTextContents())
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  const waitForScreen = async (pattern: RegExp, timeoutMs = 20_000) => {
    const untilMs = Date.now() + timeoutMs;
    while (!pattern.test(await screen())) {
      if (Date.now() > untilMs) throw new Error(`the terminal did not show ${pattern}; it shows:\n${await screen()}`);
      await page.waitForTimeout(50);
    }
  };
  const promptsShown = async () => (await screen()).split('\n').length;
  return {
    context,
    page,
    screen,
    waitForScreen,
    async run(line) {
      await page.locator('[data-terminal] .xterm-helper-textarea').focus();
      await page.keyboard.type(line, { delay: 2 });
      const before = await promptsShown();
      await page.keyboard.press('Enter');
      const untilMs = Date.now() + 20_000;
      while (!(prompt.test(await screen()) && (await promptsShown()) !== before)) {
        if (Date.now() > untilMs) throw new Error(`no prompt after ${line}; the terminal shows:\n${await screen()}`);
        await page.waitForTimeout(50);
        // A screen that has scrolled full keeps its number of rows.
        if (Date.now() > untilMs - 18_000 && prompt.test(await screen())) break;
      }
    },
    async startLab() {
      await page.locator('[data-action=start]:visible').click();
      await page.locator('podkova-lab[data-phase=ready]').waitFor();
      await waitForScreen(prompt);
    },
    task: (id) => page.locator(`[data-task="${id}"]`),
    async close() {
      await context.close();
      if (faults.length > 0) throw new Error(`the page reported errors:\n${faults.join('\n')}`);
    },
  };
}
