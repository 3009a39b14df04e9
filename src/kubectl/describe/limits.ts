// kubectl describe resourcequota and limitrange.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { DescribeWriter } from './writer.ts';

export async function describeQuota(_: Invocation, { metadata, status }: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'Resource', 'Used', 'Hard');
  out.line(0, '--------', '----', '----');
  const hard = (status?.hard ?? {}) as Record<string, string>;
  for (const name of Object.keys(hard).sort()) out.line(0, name, status?.used?.[name] ?? '0', hard[name] ?? '');
  return out.toString();
}

export async function describeLimitRange(_: Invocation, range: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  out.line(0, 'Name:', range.metadata.name);
  out.line(0, 'Namespace:', range.metadata.namespace ?? '');
  writeLimits(out, [range], '');
  return out.toString();
}

/** `margin` stands before every line. */
export function writeLimits(out: DescribeWriter, ranges: readonly KubeObject[], margin: string): void {
  out.line(0, `${margin}Type`, 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio');
  out.line(0, `${margin}----`, '--------', '---', '---', '---------------', '-------------', '-----------------------');
  for (const { spec } of ranges) {
    for (const { type, ...limits } of (spec?.limits ?? []) as Fields[]) {
      const names = new Set(
        ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'].flatMap((field) => Object.keys(limits[field] ?? {})),
      );
      for (const name of [...names].sort()) {
        const of = (field: string) => limits[field]?.[name] ?? '-';
        out.line(0, `${margin}${type}`, name, of('min'), of('max'), of('defaultRequest'), of('default'), of('maxLimitRequestRatio'));
      }
    }
  }
}
