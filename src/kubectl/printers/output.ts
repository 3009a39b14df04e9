// -o: from an object to text, for every format that takes one object at a time.
import type { Invocation } from '../command.ts';
import { absolute } from '../config.ts';
import { failure } from '../failure.ts';
import { copyOf, type Fields, isFields, type KubeObject } from '../objects.ts';
import { compileGoTemplate } from './go-template.ts';
import { toJson } from './json.ts';
import { compileJsonPath, executeJsonPath } from './jsonpath.ts';
import { toYaml } from './yaml.ts';

export type PrintObject = (object: KubeObject) => string;

const FORMATS = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
];

/** `deployment.apps/web` */
export function nameOf(object: { apiVersion: string; kind: string; metadata: { name: string } }): string {
  const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
  return `${object.kind.toLowerCase()}${group}/${object.metadata.name}`;
}

/** The printer for -o; undefined when -o is not given, or is one of `others`. Throws `Failure` for one that there is not. */
export function outputPrinter(invocation: Invocation, others: readonly string[] = []): PrintObject | undefined {
  const { flags } = invocation;
  const output = flags.string('output') || (flags.has('template') ? 'go-template' : '');
  if (!output || others.includes(output.split('=')[0] as string)) return undefined;
  const equals = output.indexOf('=');
  const format = equals < 0 ? output : output.slice(0, equals);
  const argument = equals < 0 ? flags.string('template') : output.slice(equals + 1);
  const keep = (object: KubeObject) => (flags.bool('show-managed-fields') ? object : withoutManagedFields(object));
  let first = true;
  switch (format) {
    case 'yaml':
      return (object) => {
        const separator = first ? '' : '---\n';
        first = false;
        return separator + toYaml(keep(object));
      };
    case 'json':
      return (object) => toJson(keep(object));
    case 'name':
      return (object) =>
        (object.kind === 'List' && object.items ? (object.items as KubeObject[]) : [object]).map((each) => `${nameOf(each)}\n`).join('');
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file': {
      const template = templateText(invocation, format.endsWith('file'), argument, 'jsonpath');
      const compiled = compileJsonPath(template);
      return (object) => executeJsonPath(compiled, object, { asJson: format === 'jsonpath-as-json' });
    }
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile': {
      const template = templateText(invocation, format.endsWith('file'), argument, 'go-template');
      const run = compileGoTemplate(template);
      return (object) => run(object);
    }
  }
  const allowed = [...FORMATS, ...others].sort();
  throw failure(
    `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${allowed.join(',')}`,
  );
}

function templateText({ process }: Invocation, isFile: boolean, argument: string, called: string): string {
  if (!argument) throw failure(`template format specified but no template given`);
  if (!isFile) return argument;
  const path = absolute(process, argument);
  if (!process.files.status(path))
    throw failure(`error reading --template ${argument}, open ${argument}: no such file or directory (${called})`);
  return process.files.readText(path);
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const copy = copyOf(object);
  const strip = (each: Fields) => {
    if (isFields(each.metadata)) delete each.metadata.managedFields;
  };
  strip(copy);
  if (Array.isArray(copy.items)) for (const item of copy.items as Fields[]) strip(item);
  return copy;
}

/** none, client or server. Throws `Failure` for anything else. */
export async function dryRunOf({ flags, err }: Invocation): Promise<'none' | 'client' | 'server'> {
  const value = flags.string('dry-run');
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    await err('W: --dry-run is deprecated and can be replaced with --dry-run=client.\n'.replace('W: ', 'Warning: '));
    return 'client';
  }
  throw failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** What a changing command says of an object: `pod/web created`, or the object itself with -o. */
export async function operationPrinter(invocation: Invocation): Promise<(object: KubeObject, operation: string) => Promise<void>> {
  const print = outputPrinter(invocation);
  const suffix = { none: '', client: ' (dry run)', server: ' (server dry run)' }[await dryRunOf(invocation)];
  return (object, operation) => invocation.out(print ? print(object) : `${nameOf(object)} ${operation}${suffix}\n`);
}

export const dryRunQuery = (dryRun: 'none' | 'client' | 'server') => (dryRun === 'server' ? { dryRun: 'All' } : {});
