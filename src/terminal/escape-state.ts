// Follows a terminal's output just far enough to know where a line ends outside of an escape sequence (ECMA-48 §5).

type State = 'ground' | 'escape' | 'csi' | 'string' | 'string-escape';

const NEWLINE = 0x0a;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;
const BELL = 0x07;

/** Starts a control string, which a BEL or ESC \ ends: DCS, SOS, OSC, PM, APC. */
const STRING_OPENERS: ReadonlySet<number> = new Set([0x50, 0x58, 0x5d, 0x5e, 0x5f]);

export interface EscapeState {
  /** True when the byte was a newline and what follows it can be shown on its own. */
  next(byte: number): boolean;
}

export function createEscapeState(): EscapeState {
  let state: State = 'ground';
  return {
    next(byte) {
      if (state === 'ground') {
        if (byte === ESCAPE) state = 'escape';
        return byte === NEWLINE;
      }
      state = after(state, byte);
      return false;
    },
  };
}

function after(state: State, byte: number): State {
  if (byte === CANCEL || byte === SUBSTITUTE) return 'ground';
  if (state === 'string') return byte === BELL ? 'ground' : byte === ESCAPE ? 'string-escape' : 'string';
  if (state === 'string-escape') return byte === 0x5c ? 'ground' : after('escape', byte);
  if (byte === ESCAPE) return 'escape';
  if (state === 'csi') return byte >= 0x40 && byte <= 0x7e ? 'ground' : 'csi';
  if (byte === 0x5b) return 'csi';
  if (STRING_OPENERS.has(byte)) return 'string';
  return byte >= 0x20 && byte <= 0x2f ? 'escape' : 'ground';
}
