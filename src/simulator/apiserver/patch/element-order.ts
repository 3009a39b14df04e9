// The order of a list that a strategic merge patch has changed: elements that the patch names follow its order, those that only the
// server has stay before the element that they stood before, and new ones come first (normalizeElementOrder).

type Fields = Record<string, unknown>;

/** `order` holds plain values, or objects with nothing but the merge key. */
export function inElementOrder(
  merged: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const keyOf = (item: unknown): unknown => (mergeKey && typeof item === 'object' && item !== null ? (item as Fields)[mergeKey] : item);
  const ordered = order.map(keyOf);
  const server = before.map(keyOf);
  const named = merged
    .filter((item) => ordered.includes(keyOf(item)))
    .sort((a, b) => ordered.indexOf(keyOf(a)) - ordered.indexOf(keyOf(b)));
  const others = merged
    .filter((item) => !ordered.includes(keyOf(item)))
    .sort((a, b) => server.indexOf(keyOf(a)) - server.indexOf(keyOf(b)));
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const ours = server.indexOf(keyOf(others[0]));
    const theirs = server.indexOf(keyOf(named[0]));
    result.push(ours >= 0 && theirs >= 0 && ours < theirs ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}
