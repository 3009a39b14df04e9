// The terminal's colours, from the page's own.
import type { ITheme } from '@xterm/xterm';

/** Sixteen colours that keep 4.5:1 on the terminal's background in both themes; iron, rust and verdigris. */
const ansi: ITheme = {
  black: '#3b342e',
  red: '#ff7b72',
  green: '#7fd38f',
  yellow: '#e8b04b',
  blue: '#7fb4f0',
  magenta: '#d79be8',
  cyan: '#6fcfc3',
  white: '#e4dacd',
  brightBlack: '#9a8d7f',
  brightRed: '#ff9c94',
  brightGreen: '#9fe5ab',
  brightYellow: '#ffcf70',
  brightBlue: '#a4cdfa',
  brightMagenta: '#e9bdf5',
  brightCyan: '#97e6db',
  brightWhite: '#fff9f0',
};

export function themeOf(element: Element): ITheme {
  const styles = getComputedStyle(element);
  const colour = (name: string, otherwise: string) => styles.getPropertyValue(name).trim() || otherwise;
  const background = colour('--pk-term-bg', '#191614');
  const accent = colour('--pk-accent', '#ff8a4c');
  return {
    ...ansi,
    background,
    foreground: colour('--pk-term-ink', '#f0e8dd'),
    cursor: accent,
    cursorAccent: background,
    selectionBackground: '#6b4a32',
    selectionForeground: '#fff9f0',
  };
}

export const fontOf = (element: Element): string => getComputedStyle(element).getPropertyValue('--pk-font-mono').trim() || 'monospace';

/** Calls back when the page switches between light and dark. */
export function onThemeSwitch(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
