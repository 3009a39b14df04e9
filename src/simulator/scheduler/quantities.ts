// What pods ask for and nodes have: CPU in cores, memory in bytes (apimachinery pkg/api/resource).
import type { Node, PodSpec } from '../objects.ts';

export const RESOURCES = ['cpu', 'memory'] as const;
type Amounts = Record<(typeof RESOURCES)[number], number>;

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** NaN when it is no quantity. */
export function parseQuantity(text: string | number): number {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(text));
  return match ? Number(match[1]) * (SUFFIXES[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
}

export function allocatableOf({ status }: Node): Amounts & { readonly pods: number } {
  const { cpu = '0', memory = '0', pods = '110' } = status.allocatable;
  return { cpu: parseQuantity(cpu), memory: parseQuantity(memory), pods: parseQuantity(pods) };
}

/** The sum over containers, or the largest init container when that is more. */
export function requestsOf(spec: PodSpec): Amounts {
  const of = (resource: keyof Amounts) => {
    const asked = (container: PodSpec['containers'][number]) => parseQuantity(container.resources?.requests?.[resource] ?? '0');
    const sum = spec.containers.reduce((total, container) => total + asked(container), 0);
    return Math.max(sum, ...(spec.initContainers ?? []).map(asked));
  };
  return { cpu: of('cpu'), memory: of('memory') };
}
