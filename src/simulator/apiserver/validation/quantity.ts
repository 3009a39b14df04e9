// Amounts of resources: `100m`, `64Mi` (apimachinery pkg/api/resource, ValidateResourceRequirements).
import { invalid, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';

const QUANTITY = /^([+-]?)(\d+\.?\d*|\.\d+)(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)$/;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The number that a quantity stands for; undefined when it is none. */
export function quantityValue(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  const [, sign, digits = '', suffix = ''] = match;
  const binary = BINARY.indexOf(suffix);
  const factor =
    binary >= 0 ? 1024 ** (binary + 1) : /^[eE]./.test(suffix) ? 10 ** Number(suffix.slice(1)) : 1000 ** (DECIMAL.indexOf(suffix) - 3);
  return Number(digits) * factor * (sign === '-' ? -1 : 1);
}

export const BAD_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

type Amounts = Readonly<Record<string, string>>;

export function resourceFaults(resources: { requests?: Amounts; limits?: Amounts } | undefined, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const which of ['limits', 'requests'] as const) {
    for (const [name, amount] of Object.entries(resources?.[which] ?? {})) {
      const value = quantityValue(String(amount));
      const at = `${field}.${which}[${name}]`;
      if (!/^(cpu|memory|ephemeral-storage|hugepages-.+|.+\/.+)$/.test(name)) {
        faults.push(invalid(at, name, 'must be a standard resource type or fully qualified'));
        faults.push(invalid(at, name, 'must be a standard resource for containers'));
      }
      if (value !== undefined && value < 0) faults.push(invalid(at, amount, 'must be greater than or equal to 0'));
      const limit = resources?.limits?.[name];
      if (which === 'requests' && limit !== undefined && value !== undefined && value > (quantityValue(String(limit)) ?? 0)) {
        faults.push(invalid(`${field}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`));
      } else if (which === 'requests' && limit === undefined && name.includes('/')) {
        faults.push(required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
      }
    }
  }
  return faults;
}
