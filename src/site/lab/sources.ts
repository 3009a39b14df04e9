// The labs as the browser may see them: what a learner finds and the checks. Solutions and wrong answers are never bundled.
import type { LabDefinition } from '../../../grader/index.ts';
import type { LabSource } from '../../session/index.ts';

const definitions = import.meta.glob<LabDefinition>('../../../labs/*/lab.ts', { import: 'default' });
const setups = import.meta.glob<string>('../../../labs/*/setup.yaml', { query: '?raw', import: 'default' });
const scripts = import.meta.glob<string>('../../../labs/*/setup.sh', { query: '?raw', import: 'default' });
const files = import.meta.glob<string>('../../../labs/*/files/**', { query: '?raw', import: 'default' });

/** Undefined when there is no such lab. */
export async function findLab(labId: string): Promise<LabSource | undefined> {
  const folder = `../../../labs/${labId}/`;
  const definition = await definitions[`${folder}lab.ts`]?.();
  if (!definition) return undefined;
  const inFiles = Object.entries(files).filter(([path]) => path.startsWith(`${folder}files/`));
  const contents = await Promise.all(inFiles.map(async ([path, load]) => [path.slice(`${folder}files/`.length), await load()] as const));
  const setupScript = await scripts[`${folder}setup.sh`]?.();
  return {
    definition,
    setupYaml: (await setups[`${folder}setup.yaml`]?.()) ?? '',
    ...(setupScript === undefined ? {} : { setupScript }),
    files: Object.fromEntries(contents),
  };
}
