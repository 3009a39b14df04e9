// The labs as the browser tests meet them: one row a lab. What is typed comes from the lab's own scripts.
import { type LabOnDisk, readLab } from '../../src/server/labs-on-disk.ts';

export interface LabRow {
  readonly lab: string;
  /** Of its lesson, after the language. */
  readonly slug: string;
  /** A first look at the untouched lab, and what it shows. */
  readonly look: { readonly command: string; readonly shows: RegExp };
  /** A wrong answer that the page must explain; its task and message stand in the script's first line. */
  readonly wrong: {
    readonly script: string;
    readonly found: { readonly en: string; readonly ru: string };
    readonly evidence: readonly string[];
  };
  /** A message of the untouched lab's proof, and the task that it is about. */
  readonly untouched: { readonly task: string; readonly messageId: string };
}

export const labRows: readonly LabRow[] = [
  {
    lab: 'empty-endpoints',
    slug: 'selectors-endpoints',
    look: { command: 'kubectl -n minio get pods', shows: /minio-\S+\s+1\/1\s+Running/ },
    wrong: {
      script: 'wrong-app-only.sh',
      found: { en: 'The selector still asks for tier=storage', ru: 'Селектор по-прежнему требует tier=storage' },
      evidence: ['spec.selector', 'kubectl -n minio describe svc minio'],
    },
    untouched: { task: 'endpoints', messageId: 'no-endpoints' },
  },
  {
    lab: 'cross-namespace-minio',
    slug: 'dns-names',
    look: { command: 'kubectl -n minio get pods', shows: /minio-\S+\s+1\/1\s+Running/ },
    wrong: {
      script: 'wrong-twin.sh',
      found: { en: 'A selector never looks across namespaces', ru: 'Селектор не выходит за свой неймспейс' },
      evidence: ['Service cvat/minio', 'kubectl -n cvat describe svc minio'],
    },
    untouched: { task: 'storage-answers', messageId: 'unresolved' },
  },
  {
    lab: 'first-policy',
    slug: 'netpol-model',
    look: { command: 'kubectl -n shop get pods', shows: /db-\S+\s+1\/1\s+Running/ },
    wrong: {
      script: 'wrong-badge.sh',
      found: { en: 'Nobody at work wears the badge app=backend', ru: 'Бейдж app=backend никто на работе не носит' },
      evidence: ['shop/backend', 'db.shop:5432', 'kubectl -n shop describe netpol'],
    },
    untouched: { task: 'db-protected', messageId: 'no-gate' },
  },
];

/** The lines of a script as they are typed, without comments; a here-document goes with its command. */
export function scriptLines(lab: LabOnDisk, name: string): readonly string[] {
  const script = lab.scripts.find((candidate) => candidate.name === name);
  if (!script) throw new Error(`labs/${lab.id} has no ${name}`);
  const lines: string[] = [];
  let ends: string | undefined;
  for (const line of script.text.replace(/\\\n\s*/g, '').split('\n')) {
    if (ends !== undefined) lines.push(`${lines.pop()}\n${line}`);
    else if (line !== '' && !line.startsWith('#')) lines.push(line);
    else continue;
    if (ends === undefined) ends = /<<'?(\w+)'?/.exec(line)?.[1];
    else if (line === ends) ends = undefined;
  }
  return lines;
}

export interface LabAtHand extends LabRow {
  readonly onDisk: LabOnDisk;
}

export async function labsAtHand(): Promise<readonly LabAtHand[]> {
  return Promise.all(labRows.map(async (row) => ({ ...row, onDisk: await readLab(row.lab) })));
}
