// The learner's running lab, for whatever else on the page wants to look at it: pictures in the lesson, commands to click.
import type { SessionHost } from '../../session/index.ts';

type Listener = (host: SessionHost | undefined) => void;

const listeners = new Set<Listener>();
let current: SessionHost | undefined;
let paste: ((text: string) => void) | undefined;

/** Tells now and after every change which session is ready; undefined while none is. */
export function onHost(listener: Listener): () => void {
  listeners.add(listener);
  listener(current);
  return () => listeners.delete(listener);
}

/** Puts text on the learner's prompt without running it, and gives the terminal the keyboard. False when no terminal is open. */
export function pasteIntoTerminal(text: string): boolean {
  paste?.(text);
  return paste !== undefined;
}

export function setHost(host: SessionHost | undefined): void {
  if (host === current) return;
  current = host;
  for (const listener of [...listeners]) listener(host);
}

export function setPaste(next: ((text: string) => void) | undefined): void {
  paste = next;
}
