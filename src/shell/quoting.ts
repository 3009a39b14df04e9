// Texts written so that a shell reads them back unchanged.

/** As `${name@Q}`, `set` and `alias` print a value: always quoted. */
export function quoteForShell(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return `$'${escapeAnsi(text)}'`;
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** As `printf %q` prints it: only where needed, with backslashes. */
export function escapeForShell(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]/.test(text)) return `$'${escapeAnsi(text)}'`;
  return text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&');
}

function escapeAnsi(text: string): string {
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x1b': '\\E', '\x07': '\\a', '\b': '\\b' };
  return text.replace(/[\\'\x00-\x1f\x7f]/g, (character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return named[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
}
