// While a terminal is open, every command of the lesson gets a button that puts it on the prompt, and can be clicked itself.
import { commandsOf } from './commands.ts';
import { pasteIntoTerminal } from './current.ts';
import { button } from './dom.ts';
import type { Wording } from './wording.ts';

const blocks = ['bash', 'sh', 'shell', 'console'].map((language) => `.lab-lesson pre[data-language='${language}']`).join();

/** Until the returned function is called. */
export function offerLessonCommands({ word }: Wording): () => void {
  const leaving = new AbortController();
  const offer = (element: HTMLElement, text: string) => {
    const label = word('lab.pasteCommand', { command: text });
    const paste = button('paste', '↵', () => pasteIntoTerminal(text), { class: 'lab-paste', 'aria-label': label, title: label });
    element.classList.add('lab-clickable');
    element.append(paste);
    element.addEventListener('click', (event) => clicked(event, text), { signal: leaving.signal });
    leaving.signal.addEventListener('abort', () => {
      paste.remove();
      element.classList.remove('lab-clickable');
    });
  };
  for (const block of document.querySelectorAll<HTMLElement>(blocks)) {
    const lines = [...block.querySelectorAll<HTMLElement>('.ec-line')];
    const texts = lines.map((line) => (line.querySelector('.code') ?? line).textContent.replace(/\n$/, ''));
    for (const { line, text } of commandsOf(texts, block.dataset.language ?? '')) offer(lines[line] as HTMLElement, text);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-command]')) offer(element, element.dataset.command ?? '');
  return () => leaving.abort();
}

function clicked(event: MouseEvent, text: string): void {
  const onButton = event.target instanceof Element && event.target.closest('button');
  // Whoever selects text with the mouse wants to copy it.
  if (!onButton && getSelection()?.isCollapsed !== false) pasteIntoTerminal(text);
}
