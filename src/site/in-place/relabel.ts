// Gives a part of the page the words of its twin in another language, and leaves everything alive in it as it is.

/** Attributes that carry words or depend on the language or the page. */
const wordy = [
  'aria-label',
  'title',
  'placeholder',
  'lang',
  'hreflang',
  'href',
  'data-hide',
  'data-show',
  'data-hash',
  'data-lesson',
  'data-translations',
  'data-solved-text',
  'data-failed-text',
];
/** What keeps its own words, in attributes or by itself. */
const own = '[data-own-words], kbd, script, style, template, noscript';
const alive = '[data-own-words], script, kbd, a, button, input, select, details, dialog';

/** `element` and `twin` come from the same component; where they differ, parts are matched by tag and class. */
export function relabel(element: Element, twin: Element): void {
  copyAttributes(element, twin);
  if (element.matches(own)) return;
  const [ours, theirs] = [worth(element), worth(twin)];
  if (ours.length === theirs.length && ours.every((node, at) => sameKind(node, theirs[at] as Node))) {
    for (const [at, node] of ours.entries()) relabelNode(node, theirs[at] as Node);
  } else if (!element.querySelector(alive) && !twin.querySelector(alive)) {
    element.replaceChildren(...[...twin.childNodes].map((node) => document.importNode(node, true)));
  } else {
    matchChildren(element, twin);
  }
}

function relabelNode(node: Node, twin: Node): void {
  if (node instanceof Element) relabel(node, twin as Element);
  else if (node.nodeValue !== twin.nodeValue) node.nodeValue = twin.nodeValue;
}

function matchChildren(element: Element, twin: Element): void {
  const free = [...element.children];
  for (const child of twin.children) {
    const at = free.findIndex((candidate) => sameKind(candidate, child));
    const [found] = at === -1 ? [] : free.splice(at, 1);
    if (found) relabel(found, child);
  }
}

function copyAttributes(element: Element, twin: Element): void {
  const names = element instanceof HTMLOptionElement ? [...wordy, 'value'] : wordy;
  for (const name of names) {
    const value = twin.getAttribute(name);
    if (value !== null && value !== element.getAttribute(name)) element.setAttribute(name, value);
  }
  const current = twin.getAttribute('aria-current');
  if (current !== null) element.setAttribute('aria-current', current);
  else if (element.getAttribute('aria-current') === 'page') element.removeAttribute('aria-current');
}

/** Text and elements; blank text is layout. */
function worth(element: Element): Node[] {
  return [...element.childNodes].filter((node) => node instanceof Element || (node instanceof Text && node.data.trim() !== ''));
}

function sameKind(node: Node, twin: Node): boolean {
  if (!(node instanceof Element) || !isElement(twin)) return node.nodeType === twin.nodeType;
  return node.tagName === twin.tagName && node.classList.item(0) === twin.classList.item(0);
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}
