// Label selectors as on a command line: `app=web,tier!=db,env in (a,b),!canary`.

export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!';
  readonly values: readonly string[];
}

/** Undefined when it is no selector. */
export function parseSelector(text: string): readonly Requirement[] | undefined {
  const requirements: Requirement[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((each) => each.trim())) {
    if (!part) continue;
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    const equal = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
    const exists = /^(!?)\s*([^\s=!]+)$/.exec(part);
    if (set)
      requirements.push({
        key: set[1] ?? '',
        operator: set[2] as 'in' | 'notin',
        values: (set[3] ?? '').split(',').map((each) => each.trim()),
      });
    else if (equal) requirements.push({ key: equal[1] ?? '', operator: equal[2] === '!=' ? '!=' : '=', values: [equal[3] ?? ''] });
    else if (exists) requirements.push({ key: exists[2] ?? '', operator: exists[1] ? '!' : 'exists', values: [] });
    else return undefined;
  }
  return requirements;
}

export function matchesLabels(selector: string, labels: Readonly<Record<string, string>> = {}): boolean {
  return (parseSelector(selector) ?? []).every(({ key, operator, values }) => {
    const value = labels[key];
    if (operator === 'exists') return value !== undefined;
    if (operator === '!') return value === undefined;
    if (operator === '=' || operator === 'in') return value !== undefined && values.includes(value);
    return value === undefined || !values.includes(value);
  });
}
