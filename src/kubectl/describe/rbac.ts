// kubectl describe role, clusterrole and their bindings.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { writeAnnotations, writeLabels } from './common.ts';
import { DescribeWriter } from './writer.ts';

function begin({ metadata }: KubeObject): DescribeWriter {
  const out = new DescribeWriter();
  out.line(0, 'Name:', metadata.name);
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  return out;
}

export async function describeRole(_: Invocation, role: KubeObject): Promise<string> {
  const out = begin(role);
  out.line(0, 'PolicyRule:');
  out.line(1, 'Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs');
  out.line(1, '---------', '-----------------', '--------------', '-----');
  for (const { resource, url, names, verbs } of ((role.rules ?? []) as Fields[])
    .flatMap(singleRules)
    .sort((a, b) => (a.order < b.order ? -1 : 1))) {
    out.line(1, resource, url, names, verbs);
  }
  return out.toString();
}

/** `deployments.apps/scale` */
function withGroup(resource: string, group: string): string {
  const [name = '', ...sub] = resource.split('/');
  return [`${name}.${group}`, ...sub].join('/');
}

export async function describeBinding(_: Invocation, binding: KubeObject): Promise<string> {
  const out = begin(binding);
  out.line(0, 'Role:');
  out.line(1, 'Kind:', binding.roleRef?.kind ?? '');
  out.line(1, 'Name:', binding.roleRef?.name ?? '');
  out.line(0, 'Subjects:');
  out.line(1, 'Kind', 'Name', 'Namespace');
  out.line(1, '----', '----', '---------');
  for (const { kind, name, namespace } of (binding.subjects ?? []) as Fields[]) out.line(1, kind, name, namespace ?? '');
  return out.toString();
}

interface SingleRule {
  readonly resource: string;
  readonly url: string;
  readonly names: string;
  readonly verbs: string;
  readonly order: string;
}

const list = (values: readonly string[]) => `[${values.join(' ')}]`;

/** One rule for every resource and every URL, ordered as the text of the Go struct (rbac.BreakdownRule, SortableRuleSlice). */
function singleRules({ apiGroups = [''], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] }: Fields): SingleRule[] {
  const names = list(resourceNames);
  const one = (group: string | undefined, resource: string, url: readonly string[]): SingleRule => ({
    resource: group ? withGroup(resource, group) : resource,
    url: list(url),
    names,
    verbs: list(verbs),
    order: [list(verbs), `[${group ?? ''}]`, `[${resource}]`, names, list(url)].join(),
  });
  const byResource = (apiGroups as string[]).flatMap((group) => (resources as string[]).map((resource) => one(group, resource, [])));
  return [...byResource, ...(nonResourceURLs as string[]).map((url) => one(undefined, '', [url]))];
}
