import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { labs } from '../labs/index.ts';
import { simReceipt } from '../src/cli/lab-check.ts';
import { lintLab } from '../src/cli/lint-lab.ts';
import { labIds, labsFolder } from '../src/server/labs-on-disk.ts';

/** Enough to show a verdict that depends on chance. */
const REPEATS = 10;

describe('the catalogue', () => {
  it('holds every lab that has a folder', () => {
    expect(labs.map(({ id }) => id).sort()).toEqual([...labIds()].sort());
  });
});

describe.each(labIds())('lab %s', (id) => {
  it('is well written', async () => {
    expect(await lintLab(id)).toEqual([]);
  }, 60_000);

  it(`has a receipt that holds, ${REPEATS} times over`, async () => {
    const receipt = await simReceipt(id, { repeats: REPEATS });
    expect(receipt.runs.flatMap(({ faults }) => faults)).toEqual([]);
    expect(receipt.disagreements).toEqual([]);
    const kinds = receipt.runs.map(({ script }) => script.replace(/-.*|\.sh/g, ''));
    expect(new Set(kinds)).toEqual(new Set(['untouched', 'solution', 'other', 'wrong']));
  }, 240_000);
});

describe('an author who slips', () => {
  // Beside the real labs, so that the copies compile and import as those do.
  const scratch = mkdtempSync(join(labsFolder, '..', 'test', '.labs-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  const spoil = (name: string, file: string, from: string | RegExp, to: string): string => {
    const folder = join(scratch, name);
    cpSync(join(labsFolder, 'empty-endpoints'), join(folder, 'empty-endpoints'), { recursive: true });
    const path = join(folder, 'empty-endpoints', file);
    const text = readFileSync(path, 'utf8');
    const spoilt = text.replace(from, to);
    expect(spoilt).not.toBe(text);
    writeFileSync(path, spoilt);
    return folder;
  };

  it('is told where Russian is missing', async () => {
    const folder = spoil('no-russian', 'lab.ts', /, ru: 'Никто не берёт трубку'/, '');
    expect(await lintLab('empty-endpoints', folder)).toEqual([
      "labs/empty-endpoints/lab.ts:39: Property 'ru' is missing in type '{ en: string; }' but required in type 'Readonly<Record<\"en\" | \"ru\", string>>'. Write the Russian text.",
    ]);
  }, 60_000);

  it('is told where the Russian is empty or not Russian', async () => {
    const folder = spoil('empty-russian', 'lab.ts', 'Никто не берёт трубку', 'Nobody picks up');
    expect(await lintLab('empty-endpoints', folder, { types: false })).toEqual([
      'labs/empty-endpoints/lab.ts:39: title.ru: has no Russian text. Write it.',
    ]);
  });

  it('is told which line of setup.yaml a real cluster would refuse', async () => {
    const folder = spoil('wrong-field', 'setup.yaml', 'targetPort: 9000', 'targetPorts: 9000');
    await expect(simReceipt('empty-endpoints', { folder })).rejects.toThrow(
      /^labs\/empty-endpoints\/setup\.yaml:\d+: Service minio\/minio: .*unknown field "spec\.ports\[0\]\.targetPorts".* Mend/s,
    );
  });

  it('is told where setup.yaml is no YAML', async () => {
    const folder = spoil('no-yaml', 'setup.yaml', '  name: minio\n---', '  name: [minio\n---');
    await expect(simReceipt('empty-endpoints', { folder })).rejects.toThrow(
      /^labs\/empty-endpoints\/setup\.yaml:\d+:\d+: .*Mend the YAML/s,
    );
  });

  it('is told that a wrong answer passes', async () => {
    const folder = spoil('harmless', 'wrong-app-only.sh', /kubectl.*/, 'kubectl -n minio set selector svc minio app=minio');
    const receipt = await simReceipt('empty-endpoints', { folder });
    expect(receipt.runs.flatMap(({ faults }) => faults)).toEqual([
      'labs/empty-endpoints/wrong-app-only.sh:1: task endpoints must fail with tier-remains, but passes. Mend the check, or the first line.',
    ]);
  }, 60_000);

  it('is told that a wrong answer does not say where it fails', async () => {
    const folder = spoil('silent', 'wrong-app-only.sh', '# fails: endpoints tier-remains', '# hm');
    await expect(simReceipt('empty-endpoints', { folder })).rejects.toThrow(
      'labs/empty-endpoints/wrong-app-only.sh:1: does not say where it fails. Begin the file with “# fails: <task> <message-id>”.',
    );
  });
});
