// A learner reloads, closes the tab, opens it again, opens a second one: it is the same lab.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type LearnerPage, openPage, pageIn } from './page.ts';

const places = [
  { place: 'tab', site: inject('site') },
  { place: 'server', site: inject('labSite') },
] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** What each task says, without what evidence found in a random sample. */
const verdicts = ({ page }: LearnerPage) =>
  page
    .locator('[data-task]')
    .evaluateAll((tasks) => tasks.map((task) => [task.getAttribute('data-task'), task.getAttribute('data-state')]));
const backAgain = async (learner: LearnerPage) => {
  await learner.page.locator('podkova-lab[data-phase=ready]').waitFor();
  await learner.waitForScreen(/\$ /);
};
/** Locks tell which tab has the lab. */
const hasTakenOver = ({ page }: LearnerPage) =>
  page.waitForFunction(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return held.some(({ name }) => name?.startsWith('podkova/lab/')) && pending.length === 0;
  });

describe.each(places)('a lab in the $place', ({ place, site }) => {
  const lesson = `${site}/en/selectors-endpoints/`;

  it('is the same after a reload in the middle of a watch, and after its tab was closed', async () => {
    const learner = await openPage(browser, lesson, { place });
    await learner.startLab();
    await learner.run('colour=teal; mkdir mine; cd mine; echo kept > note');
    await learner.run('kubectl -n minio get pods -o name > ../pods; cat ../pods');
    await learner.page.locator('[data-task=connects][data-state=failed]').waitFor();
    const before = await verdicts(learner);
    await learner.page.keyboard.type('kubectl -n minio get pods -w');
    await learner.page.keyboard.press('Enter');
    await learner.waitForScreen(/minio-console-\S+\s+1\/1/);
    await learner.page.waitForTimeout(300);
    const shown = await learner.screen();

    await learner.page.reload();
    await backAgain(learner);
    if (place === 'tab') await learner.waitForScreen(/was stopped[^$]*\$ ?$/);
    else await learner.waitForScreen(/minio-console-\S+\s+1\/1/);
    const again = await learner.screen();
    expect(again.startsWith(shown)).toBe(true);
    // On the server nothing has ended: the watch goes on.
    const stopped = again.match(/\[podkova: .*\]/g) ?? [];
    if (place === 'tab') expect(stopped).toEqual(['[podkova: "kubectl -n minio get pods -w" was stopped by the restart]']);
    else {
      await learner.page.locator('[data-terminal] .xterm-helper-textarea').focus();
      await learner.page.keyboard.press('Control+c');
      await learner.waitForScreen(/\^C[^$]*\$ ?$/);
    }
    await learner.run('echo "$colour $PWD $(cat note)"');
    expect(await learner.screen()).toContain('teal /home/learner/mine kept');
    await learner.page.locator('[data-task=connects][data-state=failed]').waitFor();
    expect(await verdicts(learner)).toEqual(before);

    const all = await learner.screen();
    await learner.page.keyboard.type('echo half-typed');
    await learner.waitForScreen(/half-typed$/);
    await learner.page.waitForTimeout(300);
    await learner.page.close();
    const reopened = await pageIn(learner.context, lesson);
    await backAgain(reopened);
    expect((await reopened.screen()).replace(/half-typed$/, '')).toContain(all.trimEnd());
    await reopened.waitForScreen(/echo half-typed$/);
    await reopened.page.locator('[data-terminal] .xterm-helper-textarea').focus();
    await reopened.page.keyboard.press('Enter');
    await reopened.run('kubectl -n minio get pods -o name | diff - ../pods && echo the same pods');
    expect(await reopened.screen()).toMatch(/^half-typed$[\s\S]*^the same pods$/m);
    expect(await verdicts(reopened)).toEqual(before);
    await reopened.close();
  }, 90_000);

  it('starts anew after a reset, and does not come back once it has been ended', async () => {
    const learner = await openPage(browser, lesson, { place });
    await learner.startLab();
    await learner.run('touch mine');
    await learner.page.locator('[data-action=reset]').click();
    await learner.page.locator('[data-action=reset-yes]').click();
    await learner.page.locator('podkova-lab[data-phase=starting]').waitFor();
    await backAgain(learner);
    await learner.run('ls');
    expect(await learner.screen()).not.toContain('mine');
    await learner.close();
  }, 60_000);

  it('is watched from a second tab, which can take over, and goes on there when the first is closed', async () => {
    const learner = await openPage(browser, lesson, { place });
    await learner.startLab();
    await learner.run('who=first');
    const second = await pageIn(learner.context, lesson);
    await backAgain(second);
    await second.page.locator('[data-terminal-state=watching]').waitFor();
    await learner.run('echo "$who tab"');
    await second.waitForScreen(/^first tab$/m);
    await second.page.locator('[data-action=take]').click();
    await learner.page.locator('[data-terminal-state=watching]').waitFor();
    await second.run('who=second; echo "$who tab"');
    await learner.waitForScreen(/^second tab$/m);
    await learner.page.close();
    if (place === 'tab') await hasTakenOver(second);
    await second.page.locator('podkova-lab[data-phase=ready]').waitFor();
    await second.page.locator('[data-terminal-state=typing]').waitFor();
    await second.run('echo "still $who"');
    await second.waitForScreen(/^still second$/m);
    await second.close();
  }, 60_000);
});
