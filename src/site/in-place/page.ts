// Which page of the course stands beside the running lab, for whatever has words to change.
import type { Language } from '../../../grader/index.ts';

export interface ShownPage {
  readonly url: URL;
  readonly language: Language;
  readonly title: string;
  /** The lab that belongs to this page. */
  readonly lab?: { readonly id: string; readonly title: string };
}

type Listener = (page: ShownPage) => void;

const listeners = new Set<Listener>();

/** Tells after every change of the page in place. */
export function onPage(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellPage(page: ShownPage): void {
  for (const listener of [...listeners]) listener(page);
}
