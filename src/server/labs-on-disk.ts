// Reads labs from the disk: what a session needs, and the scripts that tests type.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LabDefinition } from '../../grader/index.ts';
import type { LabSource } from '../session/index.ts';

export const labsFolder: string = fileURLToPath(new URL('../../labs', import.meta.url));

export interface LabScript {
  /** The file's name. */
  readonly name: string;
  readonly kind: 'solution' | 'other' | 'wrong';
  readonly text: string;
  /** For a wrong answer: where it must fail. */
  readonly fails?: { readonly task: string; readonly messageId: string };
}

export interface LabOnDisk {
  readonly id: string;
  readonly source: LabSource;
  readonly scripts: readonly LabScript[];
  /** SHA-256 of every file of the lab, in order: what a receipt is good for. */
  readonly digest: string;
}

/** Something that the author must mend: file, line, what was found, what to do. */
export class LabFault extends Error {
  override readonly name = 'LabFault';
}

export function labIds(folder: string = labsFolder): readonly string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}

const scriptName = /^(solution|other-[a-z0-9-]+|wrong-[a-z0-9-]+)\.sh$/;
const known = new Set(['lab.ts', 'setup.yaml', 'setup.sh', 'files']);

/** Throws `LabFault` for anything in the folder that a lab does not have. */
export async function readLab(id: string, folder: string = labsFolder): Promise<LabOnDisk> {
  const home = join(folder, id);
  const at = (name: string) => `labs/${id}/${name}`;
  if (!existsSync(join(home, 'lab.ts')))
    throw new LabFault(
      `${at('lab.ts')}: not there. A lab is a folder with lab.ts, setup.yaml and solution.sh; there are: ${labIds(folder).join(', ')}.`,
    );
  const strange = readdirSync(home).filter((name) => !known.has(name) && !scriptName.test(name));
  if (strange[0])
    throw new LabFault(`${at(strange[0])}: no part of a lab. Name it solution.sh, other-*.sh or wrong-*.sh, or put it into files/.`);
  for (const needed of ['setup.yaml', 'solution.sh']) {
    if (!existsSync(join(home, needed))) throw new LabFault(`${at(needed)}: not there. Add it; see labs/README.md.`);
  }
  const read = (name: string) => readFileSync(join(home, name), 'utf8');
  const { default: definition } = (await import(/* @vite-ignore */ pathToFileURL(join(home, 'lab.ts')).href)) as { default: LabDefinition };
  if (definition?.id !== id)
    throw new LabFault(`${at('lab.ts')}:1: its id is ${JSON.stringify(definition?.id)}. Give it the folder's name, ${JSON.stringify(id)}.`);
  const files = existsSync(join(home, 'files')) ? filesBelow(join(home, 'files')) : {};
  const scripts = readdirSync(home)
    .filter((name) => scriptName.test(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name): LabScript => {
      const text = read(name);
      const kind = name === 'solution.sh' ? 'solution' : name.startsWith('other-') ? 'other' : 'wrong';
      if (kind !== 'wrong') return { name, kind, text };
      const [, task, messageId] = /^# fails: (\S+) (\S+)$/m.exec(text.split('\n')[0] ?? '') ?? [];
      if (!task || !messageId)
        throw new LabFault(`${at(name)}:1: does not say where it fails. Begin the file with “# fails: <task> <message-id>”.`);
      if (!definition.tasks.some((one) => one.id === task)) {
        throw new LabFault(`${at(name)}:1: the lab has no task ${task}. Name one of ${definition.tasks.map((one) => one.id).join(', ')}.`);
      }
      return { name, kind, text, fails: { task, messageId } };
    });
  const setupScript = existsSync(join(home, 'setup.sh')) ? read('setup.sh') : undefined;
  const digest = createHash('sha256');
  for (const name of readdirSync(home).sort()) if (!statSync(join(home, name)).isDirectory()) digest.update(`${name}\0${read(name)}\0`);
  for (const [name, text] of Object.entries(files).sort()) digest.update(`files/${name}\0${text}\0`);
  return {
    id,
    source: { definition, setupYaml: read('setup.yaml'), ...(setupScript === undefined ? {} : { setupScript }), files },
    scripts,
    digest: `sha256:${digest.digest('hex')}`,
  };
}

const rank = (name: string) => ['solution', 'other', 'wrong'].findIndex((kind) => name.startsWith(kind));

function filesBelow(folder: string, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path, `${prefix}${name}/`) : { [`${prefix}${name}`]: readFileSync(path, 'utf8') };
    }),
  );
}

/** What a session needs of a lab; undefined when there is none of this name. */
export async function findLabOnDisk(id: string): Promise<LabSource | undefined> {
  return labIds().includes(id) ? (await readLab(id)).source : undefined;
}
