// What words become: braces, tildes, parameters, commands, arithmetic, splitting, file names, quotes.
import { parse, type Word, type WordPart } from 'unbash';
import { hasPattern, quotePattern } from '../pattern.ts';
import { expandBraces } from './brace.ts';
import { FieldBuilder } from './fields.ts';
import { expandGlob } from './glob.ts';
import type { Interpreter } from './interpreter.ts';
import { expandParameter } from './parameter.ts';

/** Words by the braces they hold; a word in a loop is taken apart once. */
const braced = new WeakMap<Word, readonly Word[]>();

/** Parses one word. Undefined when the text is none or several. */
export function parseWord(text: string): Word | undefined {
  const command = parse(`: ${text}`).commands[0]?.command;
  if (command?.type !== 'Command') return undefined;
  const word = command.suffix.find((one) => one.type === 'Word');
  return word?.type === 'Word' ? word : undefined;
}

function braceWords(word: Word): readonly Word[] {
  if (!word.parts?.some((part) => part.type === 'BraceExpansion')) return [word];
  let words = braced.get(word);
  if (!words) {
    words = expandBraces(word.text).flatMap((text) => parseWord(text) ?? []);
    braced.set(word, words);
  }
  return words;
}

/** All words of a command, each as the fields that it becomes. */
export async function expandWords(shell: Interpreter, words: readonly Word[]): Promise<string[]> {
  const all: string[] = [];
  for (const word of words) {
    const quick = plainText(word);
    if (quick !== undefined) {
      all.push(quick);
      continue;
    }
    for (const one of shell.flavour === 'bash' ? braceWords(word) : [word]) all.push(...(await expandWord(shell, one)));
  }
  return all;
}

/** The text of a word in which nothing is to be expanded. */
function plainText(word: Word): string | undefined {
  return !word.parts && !/[\\~]/.test(word.text) ? word.text : undefined;
}

async function expandWord(shell: Interpreter, word: Word): Promise<string[]> {
  const fields = new FieldBuilder(shell.variables.value('IFS') ?? ' \t\n');
  await addParts(shell, word, fields, false);
  const results: string[] = [];
  for (const field of fields.finish()) {
    const text = field.map((fragment) => fragment.text).join('');
    if (shell.options.noglob || field.every((fragment) => fragment.quoted)) results.push(text);
    else {
      const pattern = field.map((fragment) => (fragment.quoted ? quotePattern(fragment.text) : fragment.text)).join('');
      const matches = hasPattern(pattern) ? expandGlob(shell.files, shell.cwd, pattern) : [];
      results.push(...(matches.length > 0 || (shell.options.nullglob && hasPattern(pattern)) ? matches : [text]));
    }
  }
  return results;
}

/** The word as one text: no splitting, no file names. For assignments, redirections, `case`. */
export async function expandText(shell: Interpreter, word: Word | undefined, quoted = false): Promise<string> {
  if (!word) return '';
  const quick = quoted ? undefined : plainText(word);
  if (quick !== undefined) return quick;
  return (await expandUnsplit(shell, word, quoted)).map((fragment) => fragment.text).join('');
}

/** The word as a pattern: what was quoted in it carries backslashes. */
export async function expandPattern(shell: Interpreter, word: Word | undefined): Promise<string> {
  if (!word) return '';
  const fragments = await expandUnsplit(shell, word, false);
  return fragments.map((fragment) => (fragment.quoted ? quotePattern(fragment.text) : fragment.text)).join('');
}

export async function expandUnsplit(shell: Interpreter, word: Word, quoted: boolean) {
  const fields = new FieldBuilder('');
  await addParts(shell, word, fields, quoted);
  return fields.finish().flatMap((field, at) => (at > 0 ? [{ text: ' ', quoted: true }, ...field] : field));
}

/** The text between double quotes, or of a here-document. */
export async function expandQuotedParts(shell: Interpreter, parts: readonly WordPart[]): Promise<string> {
  const fields = new FieldBuilder('');
  for (const part of parts) await addPart(shell, part, fields, true);
  return fields
    .finish()
    .map((field) => field.map((fragment) => fragment.text).join(''))
    .join(' ');
}

/** Expands text that stands inside `$(( ))` or `[ ]`, as if between double quotes. */
export async function expandArithmeticText(shell: Interpreter, text: string): Promise<string> {
  if (!/[$`"'\\]/.test(text)) return text;
  const word = parseWord(`"${text.replace(/"/g, '')}"`);
  return word ? expandText(shell, word) : text;
}

export async function addParts(shell: Interpreter, word: Word, fields: FieldBuilder, quoted: boolean): Promise<void> {
  if (!word.parts) {
    addLiteral(shell, word.text, fields, quoted, true);
    return;
  }
  for (const [at, part] of word.parts.entries()) {
    if (part.type === 'Literal') addLiteral(shell, part.text, fields, quoted, at === 0);
    else await addPart(shell, part, fields, quoted);
  }
}

/** Unquoted text: backslashes quote, a tilde in front is somebody's home. */
function addLiteral(shell: Interpreter, text: string, fields: FieldBuilder, quoted: boolean, first: boolean): void {
  let rest = text;
  if (first && !quoted) {
    // bash expands the tilde of what looks like an assignment, wherever it stands.
    const assigned = shell.flavour === 'bash' ? /^[A-Za-z_]\w*=(?=~)/.exec(rest)?.[0] : undefined;
    if (assigned) {
      fields.add(assigned, false);
      rest = rest.slice(assigned.length);
    }
    const tilde = /^~([+-]|[A-Za-z_][\w-]*)?(?=\/|:|$)/.exec(rest);
    const home = tilde ? shell.homeOf(tilde[1] ?? '') : undefined;
    if (tilde && home !== undefined) {
      fields.add(home, true);
      rest = rest.slice(tilde[0].length);
      if (!rest) return;
    }
  }
  for (const [, escaped = '', plain] of rest.matchAll(/\\([\s\S])|([^\\]+|\\$)/g)) {
    if (plain !== undefined) fields.add(plain, quoted);
    else if (escaped === '\n') continue;
    else if (quoted && !'$`"\\}'.includes(escaped)) fields.add(`\\${escaped}`, true);
    else fields.add(escaped, true);
  }
}

async function addPart(shell: Interpreter, part: WordPart, fields: FieldBuilder, quoted: boolean): Promise<void> {
  switch (part.type) {
    case 'Literal':
      fields.add(part.value, quoted);
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      fields.add(part.value, true);
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.parts.length === 0) fields.add('', true);
      for (const child of part.parts) await addPart(shell, child, fields, true);
      return;
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      await expandParameter(shell, part, fields, quoted);
      return;
    case 'CommandExpansion': {
      const output = part.script ? await shell.substitute(part.script) : '';
      if (quoted) fields.add(output, true);
      else fields.split(output);
      return;
    }
    case 'ArithmeticExpansion': {
      const text = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
      const value = String(await shell.arithmetic(text));
      if (quoted) fields.add(value, true);
      else fields.split(value);
      return;
    }
    case 'ProcessSubstitution':
      fields.add(await shell.substituteProcess(part), true);
      return;
    default:
      fields.add(part.text, quoted);
  }
}
