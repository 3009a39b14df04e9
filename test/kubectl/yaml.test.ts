import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../src/kubectl/printers/yaml.ts';

/** Written by kubectl 1.34 for `kubectl create configmap … --dry-run=client -o yaml`. */
const fromKubectl = `ab: '%a'
af: '|'
ag: =
ai: '-'
aj: |2-
   l1
  l2
ak: |+
  l1

al: |2-

  l1
am: "0123"
an: "1_000"
aq: 1.2.3
ar: "08"
aw: "x\\ay"
ax: "trail \\nl2"
ay: https://a.b/c?d=e
az: '---'
b: 'a: <b> & c'
ba: -x
bb: 'a:'
bd: "0b11"
be: "1:30"
bi: 1e
bj: "\\U0001F600"
c: "yes"
f: |
  l1
g: ""
h: '- x'
i: it's
"n": "~"
r: "2020-01-01"
u: привет
v: ' lead'
x: "a\\tb"
"y": "y"
z: '{}'
`;

describe('YAML as kubectl writes it', () => {
  it('quotes, escapes and blocks text as the real one does', () => {
    expect(toYaml(parse(fromKubectl, { version: '1.2' }))).toBe(fromKubectl);
  });

  it('breaks long lines at blanks, and sets lists at their parent’s indent', () => {
    const long =
      'Failed to pull image "nope": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nope:latest"';
    expect(toYaml({ status: { conditions: [{ message: long, type: 'Ready' }], empty: [], none: {} } })).toBe(
      `status:
  conditions:
  - message: 'Failed to pull image "nope": rpc error: code = NotFound desc = failed
      to pull and unpack image "docker.io/library/nope:latest"'
    type: Ready
  empty: []
  none: {}
`,
    );
  });

  it('sorts numbers inside keys as numbers', () => {
    expect(toYaml({ a10: 1, a2: 2, B: 3 })).toBe('B: 3\na2: 2\na10: 1\n');
  });
});
