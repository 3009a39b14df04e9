// `podkova` in the browser's console, and for browser tests: what the page knows that its elements do not show.

export interface ConsoleHook {
  /** The terminal's text, scrollback included. */
  screen(): string;
}

declare global {
  interface Window {
    podkova?: ConsoleHook;
  }
}

export function offerConsoleHook(hook: ConsoleHook): void {
  window.podkova = hook;
}
