// Control keys by their place on the keyboard: on a Russian layout Ctrl-С is still Ctrl-C.

export interface Key {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export type KeyMeaning =
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'copy' }
  /** The browser's own: it pastes. */
  | { readonly kind: 'paste' }
  | { readonly kind: 'leave' }
  /** The browser's own: it moves the focus backwards. */
  | { readonly kind: 'move-back' };

/** Undefined when the terminal itself knows what to do. */
export function meaningOf(event: Key): KeyMeaning | undefined {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
  if (altKey || metaKey) return undefined;
  if (key === 'Tab' && shiftKey && !ctrlKey) return { kind: 'move-back' };
  if (!ctrlKey) return undefined;
  if (shiftKey && code === 'Escape') return { kind: 'leave' };
  if (shiftKey && code === 'KeyC') return { kind: 'copy' };
  if (code === 'KeyV') return { kind: 'paste' };
  if (!/^\p{Script=Cyrillic}$/u.test(key)) return undefined;
  const latin = latinOf(code);
  return latin === undefined ? undefined : { kind: 'send', text: controlCharacter(latin) };
}

/** What Ctrl makes of a character: A to Z and [ \ ] ^ _ (ASCII's column 4 becomes column 0). */
export function controlCharacter(character: string): string {
  return String.fromCharCode(character.toUpperCase().charCodeAt(0) & 0x1f);
}

const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбю';
const SAME_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The Latin character on the key of a Cyrillic one (ЙЦУКЕН against QWERTY); others stay as they are. */
export function sameKey(character: string): string {
  return SAME_KEYS[CYRILLIC.indexOf(character.toLowerCase())] ?? character;
}

function latinOf(code: string): string | undefined {
  if (code === 'BracketLeft') return '[';
  if (code === 'BracketRight') return ']';
  return /^Key([A-Z])$/.exec(code)?.[1];
}
