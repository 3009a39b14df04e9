// Makes elements. Text is always text; nothing here takes HTML.

export type Child = Node | string | undefined | false;

type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Attributes that are undefined or false are left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...present(children));
  return element;
}

/** A button that does one thing. `data-action` names it for tests and styles. */
export function button(action: string, label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = h('button', { type: 'button', 'data-action': action, class: 'lab-button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** Text in which `code` stands between backticks. */
export function prose(text: string): readonly Node[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : document.createTextNode(part)));
}

/** The same text without its backticks, for where there is no markup. */
export const plain = (text: string): string => text.replaceAll('`', '');

/** A table with a caption; the first cell of a row is its header. */
export function table(caption: string, head: readonly Child[], rows: readonly (readonly Child[])[]): HTMLElement {
  const body = rows.map((row) => h('tr', {}, ...row.map((cell, at) => (at === 0 ? h('th', { scope: 'row' }, cell) : h('td', {}, cell)))));
  const made = h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...head.map((cell) => h('th', { scope: 'col' }, cell)))),
    h('tbody', {}, ...body),
  );
  // A wide table scrolls by itself, also from the keyboard.
  return h('div', { class: 'lab-scroll', tabindex: '0', role: 'group', 'aria-label': caption }, made);
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== undefined && child !== false);
}
