// Turns one tree of elements into another in place, so that focus and running transitions survive a redraw. Children with `data-key` keep their element.

export function morph(from: Element, to: Element): void {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (to.children.length === 0) {
    if (from.textContent !== to.textContent) from.textContent = to.textContent;
    return;
  }
  // A sentence with elements in it is taken over as a whole.
  if ([...to.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())) {
    if (from.innerHTML !== to.innerHTML) from.innerHTML = to.innerHTML;
    return;
  }
  const kept = new Map([...from.children].map((child, index) => [keyOf(child, index), child]));
  const wanted = [...to.children].map((child, index) => {
    const old = kept.get(keyOf(child, index));
    if (!old || old.tagName !== child.tagName) return child;
    morph(old, child);
    return old;
  });
  if (wanted.length === from.childNodes.length && wanted.every((child, index) => child === from.childNodes[index])) return;
  for (const child of [...from.childNodes]) if (!wanted.includes(child as Element)) child.remove();
  for (const [index, child] of wanted.entries()) if (from.children[index] !== child) from.insertBefore(child, from.children[index] ?? null);
}

function keyOf(element: Element, index: number): string {
  return element.getAttribute('data-key') ?? `${element.tagName}/${index}`;
}
