// Opens xterm in an element and joins it to a shell of the learner's session.
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { realClock } from '../../../clock.ts';
import type { SessionHost } from '../../../session/index.ts';
import { createScreenEnd, portTransport, type ScreenState } from '../../../terminal/index.ts';
import { controlCharacter, meaningOf, sameKey } from './control-keys.ts';
import { textOf } from './text.ts';
import { fontOf, onThemeSwitch, themeOf } from './theme.ts';

/** A drag of the splitter changes the size many times; the program is told when it rests. */
const RESIZE_REST_MS = 50;

const encoder = new TextEncoder();

export interface OpenTerminal {
  /** Its name for screen readers. */
  name(label: string): void;
  focus(): void;
  /** Puts text on the prompt without running it. */
  paste(text: string): void;
  /** Types as a keyboard would. */
  type(text: string): void;
  /** The next character that is typed is a control character. */
  holdControl(held: boolean): void;
  /** All that it has shown and still keeps. */
  text(): string;
  /** While another page types: type here from now on. */
  take(): void;
  /** After the shell has ended or could not be opened. */
  again(): void;
  close(): void;
}

export interface OpenOptions {
  readonly element: HTMLElement;
  readonly host: SessionHost;
  readonly terminalId: string;
  readonly onState: (state: ScreenState) => void;
  /** The keyboard asks to leave. */
  readonly onLeave: () => void;
  readonly onControlUsed: () => void;
}

export function openTerminal(options: OpenOptions): OpenTerminal {
  const { element, host } = options;
  const terminal = new Terminal({
    screenReaderMode: true,
    scrollback: 5000,
    fontSize: 13,
    fontFamily: fontOf(element),
    lineHeight: 1.2,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: 4.5,
    theme: themeOf(element),
    rightClickSelectsWord: true,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new WebLinksAddon());
  terminal.open(element);
  fit.fit();

  let state: ScreenState['kind'] = 'connecting';
  let controlHeld = false;
  const screen = createScreenEnd({
    connect() {
      const { port1, port2 } = new MessageChannel();
      host.attach(options.terminalId, portTransport(port2));
      return portTransport(port1);
    },
    clock: realClock,
    size: { columns: terminal.cols, rows: terminal.rows },
    draw: (bytes, drawn) => terminal.write(bytes, drawn),
    clear: () => terminal.reset(),
    yields: true,
    onState(next) {
      state = next.kind;
      options.onState(next);
    },
  });
  const send = (text: string) => {
    if (state === 'ended' || state === 'refused') {
      if (text === '\r') screen.again();
    } else screen.type(encoder.encode(text));
  };

  terminal.onData((text) => {
    if (!controlHeld || text.length !== 1) return send(text);
    controlHeld = false;
    options.onControlUsed();
    send(controlCharacter(sameKey(text)));
  });
  terminal.onBinary((text) => screen.type(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  terminal.attachCustomKeyEventHandler((event) => {
    const meaning = meaningOf(event);
    if (!meaning) return true;
    if (event.type !== 'keydown' || meaning.kind === 'paste' || meaning.kind === 'move-back') return false;
    event.preventDefault();
    if (meaning.kind === 'send') send(meaning.text);
    else if (meaning.kind === 'leave') options.onLeave();
    else if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection());
    return false;
  });

  let cancelResize: () => void = () => undefined;
  terminal.onResize(({ cols, rows }) => {
    cancelResize();
    cancelResize = realClock.after(RESIZE_REST_MS, () => screen.resize({ columns: cols, rows }));
  });
  const observer = new ResizeObserver(() => {
    if (element.clientWidth > 0) fit.fit();
  });
  observer.observe(element);
  const forgetTheme = onThemeSwitch(() => {
    terminal.options.theme = themeOf(element);
  });

  return {
    name: (label) => terminal.textarea?.setAttribute('aria-label', label),
    focus: () => terminal.focus(),
    paste(text) {
      // Without bracketed paste each line would run: only the first one is put there then.
      const whole = terminal.modes.bracketedPasteMode ? text : (text.split('\n')[0] ?? '');
      terminal.paste(whole.trimEnd());
      terminal.focus();
    },
    type(text) {
      // Arrows look different while a full-screen program runs (DECCKM).
      send(terminal.modes.applicationCursorKeysMode ? text.replace(/^\x1b\[/, '\x1bO') : text);
      terminal.focus();
    },
    holdControl(held) {
      controlHeld = held;
    },
    text: () => textOf(terminal),
    take: () => screen.take(),
    again: () => screen.again(),
    close() {
      cancelResize();
      observer.disconnect();
      forgetTheme();
      screen.close();
      terminal.dispose();
    },
  };
}
