// --sort-by: objects in the order of what a path finds in them (kubectl/pkg/cmd/get/sorter.go).
import { parseQuantity } from '../units.ts';
import { type CompiledPath, findValues } from './jsonpath.ts';

/** Objects without the field come first. */
export function sortedBy<T>(items: readonly T[], path: CompiledPath, objectOf: (item: T) => unknown): T[] {
  const keyed = items.map((item) => ({ item, key: findValues(path, objectOf(item))[0] }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  const [x, y] = [parseQuantity(left), parseQuantity(right)];
  if (x !== undefined && y !== undefined && /[a-zA-Z]$/.test(left + right)) return x - y;
  return naturalCompare(left, right);
}

/** Numbers inside text count as numbers (fvbommel/sortorder). */
function naturalCompare(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x, y] = [left[at] as string, right[at] as string];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
