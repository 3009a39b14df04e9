// Bytes from a terminal as keys, named as Emacs names them: 'a', 'C-a', 'M-b', 'left', 'C-left', 'paste'.

export interface Key {
  readonly name: string;
  /** What is inserted: a character, or a pasted text. */
  readonly text?: string;
}

const finals: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', Z: 'S-tab' };
const numbered: Readonly<Record<string, string>> = { 1: 'home', 3: 'delete', 4: 'end', 5: 'page-up', 6: 'page-down', 7: 'home', 8: 'end' };

const PASTE_END = '\x1b[201~';

/** Keys from bytes that come in pieces: an unfinished sequence waits for its rest. */
export function createKeyDecoder(): (bytes: Uint8Array) => Key[] {
  const decoder = new TextDecoder();
  let pending = '';
  let pasted: string | undefined;
  return (bytes) => {
    pending += decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (pending) {
      if (pasted !== undefined) {
        const end = pending.indexOf(PASTE_END);
        if (end < 0) {
          // The end mark may have come in part.
          const keep = Math.max(0, pending.length - PASTE_END.length + 1);
          pasted += pending.slice(0, keep);
          pending = pending.slice(keep);
          break;
        }
        keys.push({ name: 'paste', text: (pasted + pending.slice(0, end)).replace(/\r\n?/g, '\n') });
        pending = pending.slice(end + PASTE_END.length);
        pasted = undefined;
        continue;
      }
      const taken = takeKey(pending);
      if (!taken) break;
      pending = pending.slice(taken.length);
      if (taken.key.name === 'paste-begin') pasted = '';
      else keys.push(taken.key);
    }
    return keys;
  };
}

function takeKey(text: string): { key: Key; length: number } | undefined {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  if (first !== '\x1b') return { key: plainKey(first), length: first.length };
  if (text.length === 1) return undefined;
  const sequence = /^\x1b(?:\[([\d;]*)([A-Za-z~])|O([A-Za-z]))/.exec(text);
  if (sequence) {
    const [all, parameters = '', final = '', ss3] = sequence;
    const [number = '', modifier] = parameters.split(';');
    if (final === '~' && number === '200') return { key: { name: 'paste-begin' }, length: all.length };
    const name = final === '~' ? numbered[number] : finals[ss3 ?? final];
    return { key: { name: name ? modified(name, Number(modifier ?? 1)) : 'unknown' }, length: all.length };
  }
  if (/^\x1b(\[[\d;]*|O)$/.test(text)) return undefined;
  const next = String.fromCodePoint(text.codePointAt(1) ?? 0);
  if (next === '\x1b') {
    const inner = takeKey(text.slice(1));
    return inner && { key: { name: `M-${inner.key.name}` }, length: inner.length + 1 };
  }
  return { key: { name: `M-${plainKey(next).name}` }, length: 1 + next.length };
}

/** xterm's modifier parameter: 1 + Shift 1 + Alt 2 + Ctrl 4. */
function modified(name: string, modifier: number): string {
  const bits = modifier - 1;
  return `${bits & 4 ? 'C-' : ''}${bits & 2 ? 'M-' : ''}${name}`;
}

function plainKey(character: string): Key {
  const code = character.codePointAt(0) ?? 0;
  if (code === 9) return { name: 'tab' };
  if (code === 10 || code === 13) return { name: 'enter' };
  if (code === 127 || code === 8) return { name: 'backspace' };
  if (code === 31) return { name: 'C-_' };
  if (code < 32) return { name: `C-${String.fromCharCode(code + 96)}` };
  return { name: character, text: character };
}
