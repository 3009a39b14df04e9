// kubectl explain: what the server's OpenAPI v3 says of a kind's fields (kubectl/pkg/explain/v2).
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf } from '../discovery.ts';
import { failure, isNotFound } from '../failure.ts';
import type { Fields } from '../objects.ts';

type Schemas = Readonly<Record<string, Fields>>;

/** Letters of a line, without its indentation. */
const WIDTH = 80;

export const explain: Command = {
  name: 'explain',
  summary: 'Tell what the fields of a kind mean',
  usage: 'TYPE[.FIELD...] [--recursive=FALSE|TRUE] [flags]',
  flags: [
    { name: 'recursive', type: 'bool', help: 'all fields inside, without their meaning' },
    { name: 'api-version', type: 'string', help: 'of this group and version' },
    { name: 'output', short: 'o', type: 'string', default: 'plaintext' },
  ],
  async run(invocation) {
    const { args, flags, out, path } = invocation;
    if (args.length === 0)
      throw failure(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (args.length > 1) throw failure(`We accept only this format: explain RESOURCE\nSee '${path} -h' for help and examples`);
    const [word = '', ...fields] = (args[0] as string).split('.');
    const resource = await invocation.discovery.find(invocation.client, word);
    const wanted = flags.string('api-version') || apiVersionOf(resource);
    const [group, version] = wanted.includes('/') ? (wanted.split('/') as [string, string]) : ['', wanted];
    const schemas = await readSchemas(invocation, group, version);
    const root = Object.values(schemas).find((schema) =>
      ((schema['x-kubernetes-group-version-kind'] ?? []) as Fields[]).some(
        (each) => each.kind === resource.kind && (each.group ?? '') === group && each.version === version,
      ),
    );
    await out(`${group ? `GROUP:      ${group}\n` : ''}KIND:       ${resource.kind}\nVERSION:    ${version}\n\n`);
    if (!root) throw failure(`couldn't find resource for "${wanted}, Kind=${resource.kind}"`);
    await out(describeSchema(schemas, root, fields, flags.bool('recursive')));
    return 0;
  },
};

async function readSchemas({ client }: Invocation, group: string, version: string): Promise<Schemas> {
  const key = group ? `apis/${group}/${version}` : `api/${version}`;
  try {
    const { paths = {} } = await client.json<{ paths?: Record<string, { serverRelativeURL?: string }> }>('/openapi/v3');
    const url = paths[key]?.serverRelativeURL;
    if (!url) throw failure(`couldn't find resource for "${group ? `${group}/` : ''}${version}"`);
    const document = await client.json<Fields>(url);
    return (document.components?.schemas ?? {}) as Schemas;
  } catch (error) {
    if (isNotFound(error)) throw failure(`the server does not publish OpenAPI v3: ${error.message}`);
    throw error;
  }
}

/** Follows references, and the `allOf` with which a default is put beside one. */
function resolve(schemas: Schemas, schema: Fields): Fields {
  const reference: unknown = schema.$ref ?? (schema.allOf as Fields[] | undefined)?.[0]?.$ref;
  if (typeof reference !== 'string') return schema;
  const target = schemas[reference.split('/').at(-1) ?? ''] ?? {};
  return {
    ...target,
    ...(schema.description ? { description: schema.description } : {}),
    referred: target.description,
    referredName: reference.split('.').at(-1),
  };
}

function elementOf(schemas: Schemas, schema: Fields): Fields {
  const whole = resolve(schemas, schema);
  if (whole.items) return elementOf(schemas, whole.items);
  if (isFieldsObject(whole.additionalProperties)) return elementOf(schemas, whole.additionalProperties);
  return whole;
}

const isFieldsObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function typeName(schemas: Schemas, schema: Fields): string {
  const whole = resolve(schemas, schema);
  if (whole.items) return `[]${typeName(schemas, whole.items)}`;
  if (isFieldsObject(whole.additionalProperties)) return `map[string]${typeName(schemas, whole.additionalProperties)}`;
  if (whole.referredName && (!whole.type || whole.type === 'object')) return String(whole.referredName);
  if (whole['x-kubernetes-int-or-string']) return 'IntOrString';
  return String(whole.type ?? 'Object').replace('object', 'Object');
}

function describeSchema(schemas: Schemas, root: Fields, path: readonly string[], recursive: boolean): string {
  let schema = root;
  let field: { name: string; schema: Fields } | undefined;
  for (const name of path) {
    const next: Fields | undefined = elementOf(schemas, schema).properties?.[name];
    if (!next) throw failure(`field ${JSON.stringify(name)} does not exist`);
    schema = next;
    field = { name, schema: next };
  }
  const element = elementOf(schemas, schema);
  let text = field
    ? `FIELD: ${field.name} <${typeName(schemas, field.schema)}>\n${enumList(resolve(schemas, field.schema)) || '\n'}\n`
    : '';
  text += 'DESCRIPTION:\n';
  const own = resolve(schemas, schema);
  const descriptions = [own.description, ...(element.referred && element.referred !== own.description ? [element.referred] : [])].filter(
    Boolean,
  );
  text += `${wrap(descriptions.length ? descriptions.join('\n') : '<empty>', '    ')}\n    \n`;
  if (element.properties) text += `FIELDS:\n${recursive ? fieldTree(schemas, element, '  ', []) : fieldList(schemas, element)}`;
  return `${text}\n`;
}

function fieldHead(schemas: Schemas, name: string, schema: Fields, parent: Fields): string {
  const required = ((parent.required ?? []) as string[]).includes(name) ? ' -required-' : '';
  return `${name}\t<${typeName(schemas, schema)}>${required}`;
}

const enumOf = (schema: Fields) => [...((schema.enum ?? []) as string[])].sort().map((value) => (value === '' ? '""' : value));

const enumList = (schema: Fields) =>
  schema.enum
    ? `ENUM:\n${enumOf(schema)
        .map((value) => `    ${value}\n`)
        .join('')}`
    : '';

/** How many values are shown beside a field. */
const SHOWN_VALUES = 4;

function enumText(schema: Fields, indent: string): string {
  const values = enumOf(schema);
  if (values.length === 0) return '';
  return `${indent}enum: ${values.slice(0, SHOWN_VALUES).join(', ')}${values.length > SHOWN_VALUES ? ', ....' : ''}\n`;
}

function fieldList(schemas: Schemas, parent: Fields): string {
  return Object.keys(parent.properties as Fields)
    .sort()
    .map((name) => {
      const schema = parent.properties[name] as Fields;
      const whole = resolve(schemas, schema);
      return `  ${fieldHead(schemas, name, schema, parent)}\n${enumText(whole, '  ')}${wrap(String(whole.description ?? '<no description>'), '    ')}\n\n`;
    })
    .join('');
}

function fieldTree(schemas: Schemas, parent: Fields, indent: string, above: readonly Fields[]): string {
  return Object.keys((parent.properties ?? {}) as Fields)
    .sort()
    .map((name) => {
      const schema = parent.properties[name] as Fields;
      const element = elementOf(schemas, schema);
      const inside =
        element.properties && !above.includes(element.properties)
          ? fieldTree(schemas, element, `${indent}  `, [...above, element.properties])
          : '';
      return `${indent}${fieldHead(schemas, name, schema, parent)}\n${enumText(resolve(schemas, schema), indent)}${inside}`;
    })
    .join('');
}

/** Paragraphs stay apart, and keep the blanks that they begin with. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const [, gap = '', word = ''] of paragraph.matchAll(/(\s*)(\S+)/g)) {
      if (line.trim() && line.length + gap.length + word.length > WIDTH - indent.length) {
        lines.push(line);
        line = word;
      } else line += gap + word;
    }
    lines.push(line);
  }
  return lines.map((line) => indent + line).join('\n');
}
