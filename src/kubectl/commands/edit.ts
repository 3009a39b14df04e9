// kubectl edit: an object through an editor and back (kubectl/pkg/cmd/util/editor/editoptions.go).

import { CommandNotFound } from '../../shell/program.ts';
import { type Command, dryRunFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { ApiError, failure, throwAll } from '../failure.ts';
import { parseDocuments } from '../manifests.ts';
import { copyOf, isFields, type KubeObject, sameJson } from '../objects.ts';
import { toJson } from '../printers/json.ts';
import { nameOf } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import { type Found, fetchAll, select } from '../selection.ts';
import { patchTo, sendPatch } from './patching.ts';
import { validateFlag, validationQuery } from './validation.ts';

const INTRODUCTION = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export const edit: Command = {
  name: 'edit',
  summary: 'Change an object in an editor',
  usage: '(TYPE NAME | -f FILENAME) [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    dryRunFlag,
    validateFlag,
    { name: 'save-config', type: 'bool' },
    { name: 'subresource', type: 'string' },
    { name: 'output-patch', type: 'bool' },
    { name: 'windows-line-endings', type: 'bool' },
  ],
  async run(invocation) {
    const { found, errors } = await fetchAll(invocation, await select(invocation, { listByDefault: true }));
    throwAll(errors);
    if (found.length === 0) await invocation.err('No resources found\n');
    for (const each of found) await editOne(invocation, each);
    return 0;
  },
};

async function editOne(invocation: Invocation, found: Found): Promise<void> {
  const { flags, process, out, err } = invocation;
  const asJson = flags.string('output') === 'json';
  const shown = copyOf(found.object);
  delete shown.metadata.managedFields;
  const original = asJson ? toJson(shown) : toYaml(shown);
  let text = INTRODUCTION + original;
  let complaint = '';
  const path = `/tmp/kubectl-edit-${process.pid}${process.clock.now() % 1_000_000}.${asJson ? 'json' : 'yaml'}`;
  for (;;) {
    process.files.makeFolder('/tmp', { parents: true });
    process.files.write(path, text);
    await openEditor(invocation, path);
    const edited = process.files.readText(path);
    const object = readEdited(edited, path);
    if (!object || sameJson(object, shown)) {
      process.files.remove(path);
      // An unchanged file after a refusal keeps what was typed, as the real one does.
      if (complaint) throw failure('Edit cancelled, no valid changes were saved.');
      await err('Edit cancelled, no changes made.\n');
      return;
    }
    if (complaint && edited === text) {
      await err(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
      throw failure('Edit cancelled, no valid changes were saved.');
    }
    try {
      const step = patchTo({ ...found, object: shown }, object);
      const changed = step
        ? await sendPatch(invocation, found, step.patch, step.type, { fieldManager: 'kubectl-edit', ...validationQuery(invocation) })
        : found.object;
      process.files.remove(path);
      await out(`${nameOf(changed)} edited\n`);
      return;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      complaint = error.message;
      const body = edited.replace(/^(#.*\n)+/, '');
      const causes =
        (error.status.details?.causes ?? []).map(({ field, message }) => `# * ${field ?? ''}: ${message ?? ''}\n`).join('') ||
        `# * ${complaint}\n`;
      text = `${INTRODUCTION}# ${found.resource.plural} ${JSON.stringify(found.object.metadata.name)} was not valid:\n${causes}#\n${body}`;
      await err(`error: ${found.resource.plural} ${JSON.stringify(found.object.metadata.name)} is invalid\n`);
    }
  }
}

function readEdited(text: string, path: string): KubeObject | undefined {
  const content = text.replace(/^#.*$/gm, '');
  if (!content.trim()) return undefined;
  const [document] = parseDocuments(content, path);
  if (document !== undefined && !isFields(document)) throw failure(`the edited file had a syntax error: ${path} holds no object`);
  return document as KubeObject | undefined;
}

async function openEditor({ process }: Invocation, path: string): Promise<void> {
  const command = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
  const [name = 'vi', ...args] = command.split(/\s+/);
  let exitCode: number;
  try {
    exitCode = await process.spawn(name, [...args, path]).exited;
  } catch (error) {
    if (error instanceof CommandNotFound) throw failure(`unable to launch the editor ${JSON.stringify(command)}`);
    throw error;
  }
  if (exitCode !== 0) throw failure(`there was a problem with the editor ${JSON.stringify(command)}`);
}
