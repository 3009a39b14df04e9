// What a lesson tells a learner to type must work in the lesson's own lab.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { typeScript } from '../src/cli/typist.ts';
import { realClock } from '../src/clock.ts';
import { createSimDriver, type RunningSimCluster } from '../src/cluster/sim/index.ts';
import { readLab } from '../src/server/labs-on-disk.ts';
import { startAttempt } from '../src/session/index.ts';
import { commandsOf } from '../src/site/lab/commands.ts';

const docs = fileURLToPath(new URL('../content/docs/', import.meta.url));
const lessons = readdirSync(join(docs, 'en'), { recursive: true, encoding: 'utf8' }).filter((path) => /\/\d.*\.mdx$/.test(path));
const textOf = (language: string, path: string) => readFileSync(join(docs, language, path), 'utf8');

/** Every command of a lesson's shell blocks, in order. */
function commands(mdx: string): readonly string[] {
  return [...mdx.matchAll(/^```(bash|console)\n([\s\S]*?)^```/gm)].flatMap(([, language = '', block = '']) =>
    commandsOf(block.split('\n'), language).map(({ text }) => text),
  );
}

async function typed(labId: string, lines: readonly string[]) {
  const driver = createSimDriver({
    clock: realClock,
    time: 'virtual',
    onBug(error) {
      throw error;
    },
  });
  const nothing = () => undefined;
  const { source } = await readLab(labId);
  const { signal } = new AbortController();
  const attempt = await startAttempt({ lab: source, driver, visible: false, signal, onStep: nothing, onLive: nothing, onLost: nothing });
  try {
    const end = await attempt.running.terminal('lesson', { columns: 200, rows: 50 });
    return await (attempt.running as RunningSimCluster).clock.drive(typeScript(end, lines.join('\n')));
  } finally {
    await attempt.stop();
  }
}

describe.each(lessons)('lesson %s', (path) => {
  it('tells the same commands in both languages', () => {
    expect(commands(textOf('ru', path))).toEqual(commands(textOf('en', path)));
  });

  it('tells only commands that do something in its lab', async () => {
    const mdx = textOf('en', path);
    const [labId] = /^labs: \[([\w-]+)/m.exec(mdx)?.slice(1) ?? [];
    const lines = commands(mdx);
    if (!labId || lines.length === 0) return;
    const { exitCodes, screen } = await typed(labId, lines);
    // A call that fails is what the lesson is about; anything else has to work.
    const failed = lines.filter((line, at) => exitCodes[at] !== 0 && !line.includes(' curl '));
    expect(failed, screen).toEqual([]);
    expect(exitCodes).toHaveLength(lines.length);
  }, 60_000);
});
