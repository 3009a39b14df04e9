// What an author is told about lab.ts: every fault with file, line and remedy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { z } from 'zod';
import { features } from '../../grader/index.ts';
import { labsFolder } from '../server/labs-on-disk.ts';

const text = z.strictObject({
  en: z.string().trim().min(1, 'has no English text. Write it'),
  ru: z
    .string()
    .trim()
    .regex(/[а-яё]/i, 'has no Russian text. Write it'),
});
const isFunction = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'is no function. Give it a check');

const labSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is no folder name. Use small letters, digits and hyphens'),
  title: text,
  brief: text,
  minutes: z.number().int().positive(),
  difficulty: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  requires: z.array(z.enum(features)),
  cluster: z.enum(['none', 'one-node', 'three-nodes']),
  namespace: z.string().optional(),
  tasks: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]*$/),
        kind: z.enum(['goal', 'guard']),
        title: text,
        check: isFunction,
        proof: isFunction.optional(),
        hints: z.tuple([text, text, text]).optional(),
      }),
    )
    .min(1, 'is empty. A lab has at least one goal'),
});

/** One line for each fault; empty when there is none. `types: false` leaves out what the TypeScript compiler finds. */
export async function lintLab(
  id: string,
  folder: string = labsFolder,
  options: { readonly types?: boolean } = {},
): Promise<readonly string[]> {
  const path = join(folder, id, 'lab.ts');
  const typeFaults = options.types === false ? [] : compilerFaults(path, `labs/${id}/lab.ts`);
  // What does not compile may not even load; its faults are told by the compiler.
  if (typeFaults.length > 0) return typeFaults;
  const { default: definition } = (await import(pathToFileURL(path).href)) as { default: unknown };
  const result = labSchema.safeParse(definition);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const issues = result.success ? [] : result.error.issues;
  const seen = new Set<string>();
  const twice = (result.data?.tasks ?? []).flatMap((task, index) => {
    const isTwice = seen.has(task.id);
    seen.add(task.id);
    return isTwice ? [{ path: ['tasks', index, 'id'], message: `${task.id} is taken. Give every task an id of its own` }] : [];
  });
  return [...issues, ...twice].map(
    (issue) => `labs/${id}/lab.ts:${lineOf(source, issue.path)}: ${issue.path.join('.')}: ${issue.message}.`,
  );
}

function compilerFaults(path: string, name: string): readonly string[] {
  const configPath = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
  const config = ts.getParsedCommandLineOfConfigFile(configPath, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined });
  const program = ts.createProgram([path], { ...config?.options, noEmit: true });
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start, messageText }) => {
    if (file?.fileName !== path || start === undefined) return [];
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    const missing = /Property '(en|ru)' is missing/.exec(message)?.[1];
    const remedy = missing ? ` Write the ${missing === 'ru' ? 'Russian' : 'English'} text.` : ' Mend it so that tsc is content.';
    return [`${name}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}${remedy}`];
  });
}

/** The line of a value inside the object that the file's defineLab is given, or of the nearest above it. */
function lineOf(source: ts.SourceFile, path: readonly PropertyKey[]): number {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'defineLab') found = node.arguments[0];
    else ts.forEachChild(node, visit);
  };
  visit(source);
  for (const key of path) {
    const next: ts.Node | undefined =
      found && ts.isObjectLiteralExpression(found)
        ? found.properties.find(
            (property): property is ts.PropertyAssignment =>
              ts.isPropertyAssignment(property) && property.name.getText(source) === String(key),
          )?.initializer
        : found && ts.isArrayLiteralExpression(found)
          ? found.elements[Number(key)]
          : undefined;
    if (!next) break;
    found = next;
  }
  return source.getLineAndCharacterOfPosition(found?.getStart(source) ?? 0).line + 1;
}
