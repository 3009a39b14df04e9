import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('npm start prints an address at which the course answers, and ends on Ctrl-C', async () => {
  const state = mkdtempSync(join(tmpdir(), 'podkova-start-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const child = spawn(
    process.execPath,
    ['src/cli/main.ts', 'start', '--port', '0', '--lang', 'en', '--state', join(state, 'state.sqlite')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += String(data);
      const found = /http:\/\/localhost:\d+\//.exec(printed);
      if (found) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`exited with ${code}: ${printed}`)));
  });
  const page = await fetch(`${address}ru/selectors-endpoints/`);
  expect({ status: page.status, isLesson: (await page.text()).includes('podkova-lab') }).toEqual({ status: 200, isLesson: true });
  expect((await fetch(`${address}nowhere/`)).status).toBe(404);
  expect(await (await fetch(`${address}podkova.json`)).json()).toEqual({ server: true, drivers: ['sim'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
}, 120_000);
