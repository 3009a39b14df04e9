// kubectl patch (kubectl/pkg/cmd/patch/patch.go).
import { parseDocument } from 'yaml';
import { type Command, dryRunFlag, fieldManagerFlag, fileFlags, type Invocation, outputFlags } from '../command.ts';
import { absolute } from '../config.ts';
import { failure, throwAll } from '../failure.ts';
import { yamlOptions } from '../manifests.ts';
import { sameJson } from '../objects.ts';
import { operationPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';
import { type PatchType, patchTypes, sendPatch } from './patching.ts';

export const patch: Command = {
  name: 'patch',
  summary: 'Change fields of an object',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH | --patch-file FILE] [flags]',
  flags: [
    { name: 'patch', short: 'p', type: 'string', help: 'the patch, as JSON or YAML' },
    { name: 'patch-file', type: 'string', help: 'a file that holds the patch' },
    { name: 'type', type: 'string', default: 'strategic', help: 'strategic, merge or json' },
    { name: 'subresource', type: 'string', help: 'patch this subresource' },
    { name: 'local', type: 'bool' },
    ...fileFlags,
    ...outputFlags,
    dryRunFlag,
    fieldManagerFlag,
  ],
  async run(invocation) {
    const { flags } = invocation;
    const type = flags.string('type').toLowerCase() as PatchType;
    if (!(type in patchTypes)) throw failure(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.string('type'))}`);
    const body = readPatch(invocation);
    const print = await operationPrinter(invocation);
    const { found, errors } = await fetchAll(invocation, await select(invocation));
    for (const each of found) {
      const subresource = flags.string('subresource');
      const target = subresource ? { ...each, path: `${each.path}/${subresource}` } : each;
      try {
        const object = await sendPatch(invocation, target, body, type, { fieldManager: flags.string('field-manager') || 'kubectl-patch' });
        const whole = { ...object, apiVersion: each.object.apiVersion, kind: each.object.kind };
        await print(whole, sameJson(each.object, object) && flags.string('dry-run') !== 'client' ? 'patched (no change)' : 'patched');
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function readPatch({ flags, process }: Invocation): unknown {
  if (flags.has('patch') && flags.has('patch-file')) throw failure('cannot specify --patch and --patch-file together');
  if (!flags.string('patch') && !flags.has('patch-file'))
    throw failure('must specify --patch or --patch-file containing the contents of the patch');
  let text = flags.string('patch');
  if (flags.has('patch-file')) {
    const name = flags.string('patch-file');
    const path = absolute(process, name);
    if (!process.files.status(path)) throw failure(`unable to read patch file: open ${name}: no such file or directory`);
    text = process.files.readText(path);
  }
  const document = parseDocument(text, yamlOptions);
  const fault = document.errors[0];
  if (fault)
    throw failure(`unable to parse ${JSON.stringify(text)}: yaml: ${(fault.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')}`);
  // What is no object is the server's to refuse.
  const value: unknown = document.toJS();
  return typeof value === 'string' ? JSON.stringify(value) : value;
}
