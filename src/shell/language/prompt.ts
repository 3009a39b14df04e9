// Prompts: what PS1 and PS2 become (bash(1), PROMPTING).
import { nameOf } from '../paths.ts';
import { strftime } from '../printf.ts';
import { expandText, parseWord } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';

/** The prompt with its escapes and expansions made. `\[` and `\]` are dropped: the editor finds escape sequences itself. */
export async function expandPrompt(shell: Interpreter, text: string): Promise<string> {
  const { process, variables } = shell;
  const home = variables.value('HOME');
  const folder =
    home && home !== '/' && (shell.cwd === home || shell.cwd.startsWith(`${home}/`)) ? `~${shell.cwd.slice(home.length)}` : shell.cwd;
  const now = process.clock.now();
  const decoded = text.replace(/\\(\[|\]|[0-7]{3}|[\s\S])/g, (all, code: string) => {
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    switch (code) {
      case '[':
      case ']':
        return '';
      case 'u':
        return process.user.name;
      case 'h':
        return process.hostname.split('.')[0] ?? '';
      case 'H':
        return process.hostname;
      case 'w':
        return folder;
      case 'W':
        return folder === '~' || folder === '/' ? folder : nameOf(folder);
      case '$':
        return process.user.uid === 0 ? '#' : '\\$';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 'e':
        return '\x1b';
      case 'a':
        return '\x07';
      case 's':
        return nameOf(shell.state.name).replace(/^-/, '');
      case 'j':
        return String(shell.jobs.list().length);
      case 't':
        return strftime('%H:%M:%S', now);
      case 'A':
        return strftime('%H:%M', now);
      case 'd':
        return strftime('%a %b %d', now);
      case 'v':
        return '5.2';
      case '\\':
        return '\\\\';
      default:
        return all;
    }
  });
  if (!/[$`\\]/.test(decoded)) return decoded;
  const word = parseWord(`"${decoded.replace(/"/g, '\\"')}"`);
  const { lastStatus } = shell.state;
  const expanded = word ? await expandText(shell, word) : decoded;
  shell.state.lastStatus = lastStatus;
  return expanded;
}
