// From text to running commands: syntax errors, and whether a command is complete.
import { type Command, forEachChild, type HereDoc, type ParsedScript, type ParseError, parse, type SyntaxNode } from 'unbash';
import type { Interpreter } from './interpreter.ts';

/**
 * Runs a text in this shell. With a syntax error, what stands before the faulty line runs first, as bash reads line by
 * line.
 */
export async function runText(
  shell: Interpreter,
  text: string,
  options: { readonly label?: string; readonly firstLine?: number } = {},
): Promise<number> {
  const script = parse(text);
  const firstLine = options.firstLine ?? 1;
  if (!script.errors?.length) return shell.script(script, text, firstLine);
  const error = firstError(script.errors);
  const lineStart = text.lastIndexOf('\n', Math.max(0, error.pos - 1)) + 1;
  const whole = script.commands.filter((statement) => statement.end <= lineStart && statement.end < error.pos);
  const sound = whole.at(-1);
  if (sound) {
    const good = parse(text.slice(0, lineStart));
    if (!good.errors?.length) await shell.script(good, text.slice(0, lineStart), firstLine);
  }
  await reportSyntaxError(shell, text, error, options.label);
  return 2;
}

async function reportSyntaxError(shell: Interpreter, text: string, error: ParseError, label?: string): Promise<void> {
  const { state } = shell;
  const before = { source: state.source, position: state.position };
  const atEnd = text.slice(error.pos).trim() === '' && !error.message.startsWith('unterminated');
  const source = atEnd && !text.endsWith('\n') ? `${text}\n` : text;
  Object.assign(state, { source, position: atEnd ? source.length : error.pos });
  const where = shell.flavour === 'bash' && !shell.interactive ? label : undefined;
  for (const message of syntaxMessages(shell, text, error)) await shell.complain(message, where);
  Object.assign(state, before);
}

function syntaxMessages(shell: Interpreter, text: string, error: ParseError): string[] {
  const unterminated = /^unterminated (.*)$/.exec(error.message)?.[1];
  if (unterminated) {
    const closing: Readonly<Record<string, string>> = {
      'double quote': '"',
      'single quote': "'",
      'command substitution': ')',
      'parameter expansion': '}',
      'arithmetic expansion': ')',
      'backtick substitution': '`',
    };
    if (shell.flavour === 'ash') return [`syntax error: unterminated quoted string`];
    return [`unexpected EOF while looking for matching \`${closing[unterminated] ?? (unterminated.includes('backtick') ? '`' : ')')}'`];
  }
  const rest = text.slice(error.pos);
  if (rest.trim() === '')
    return [shell.flavour === 'ash' ? 'syntax error: unexpected end of file' : 'syntax error: unexpected end of file'];
  const token = /^[ \t]*(\n|;;&|;;|;&|&&|\|\||\|&|<<|>>|[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[1] ?? '';
  const shown = token === '\n' ? 'newline' : token;
  if (shell.flavour === 'ash') return [`syntax error: unexpected ${shown === 'newline' ? 'newline' : `"${shown}"`}`];
  const messages = [`syntax error near unexpected token \`${shown}'`];
  if (!shell.interactive) {
    const start = text.lastIndexOf('\n', error.pos - 1) + 1;
    messages.push(`\`${text.slice(start).split('\n', 1)[0]}'`);
  }
  return messages;
}

function firstError(errors: readonly ParseError[]): ParseError {
  return errors.reduce((first, error) => (error.pos < first.pos ? error : first));
}

export type Completeness = 'complete' | 'incomplete' | 'faulty';

/** Whether a text that is typed line by line can run, needs more lines, or can never become right. */
export function completenessOf(text: string): Completeness {
  if (endsWithOpenEscape(text)) return 'incomplete';
  const script = parse(text);
  const errors = script.errors ?? [];
  if (errors.length > 0) {
    const end = text.trimEnd().length;
    // An empty body is a mistake only once it has been closed.
    const open = errors.filter((error) => !/^expected command in/.test(error.message));
    if (open.length === 0) return 'faulty';
    const error = firstError(open);
    if (/^unterminated/.test(error.message)) return 'incomplete';
    return error.pos >= end ? 'incomplete' : 'faulty';
  }
  return hasOpenHereDocument(script) ? 'incomplete' : 'complete';
}

function endsWithOpenEscape(text: string): boolean {
  const line = text.replace(/\n$/, '');
  const slashes = /\\*$/.exec(line)?.[0].length ?? 0;
  if (slashes % 2 === 0) return false;
  const before = parse(line.slice(0, -1));
  const quoted = before.errors?.some((error) => error.message === 'unterminated single quote');
  const comment = /(^|\s)#[^\n]*$/.test(line) && !before.errors?.length && !line.slice(line.lastIndexOf('\n') + 1).match(/["'].*#/);
  return !quoted && !comment && !hasOpenHereDocument(before);
}

function hasOpenHereDocument(node: ParsedScript): boolean {
  let open = false;
  const look = (child: SyntaxNode): void => {
    if (open) return;
    if (child.type === 'HereDoc' && (child as HereDoc).closing === undefined) open = true;
    else if (child.type === 'Command') for (const redirect of (child as Command).redirects) look(redirect);
    if (!open) forEachChild(child, look);
  };
  forEachChild(node, look);
  return open;
}
