import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/kubectl/failure.ts';
import { compileGoTemplate } from '../../src/kubectl/printers/go-template.ts';
import { compileJsonPath, executeJsonPath } from '../../src/kubectl/printers/jsonpath.ts';

const pods = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { app: 'web', 'x/y': 'z' } }, spec: { containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] } },
    { metadata: { name: 'b', labels: {} }, spec: { containers: [{ name: 'd' }, { name: 'e' }] } },
  ],
};
const path = (template: string) => executeJsonPath(compileJsonPath(template), pods);

describe('-o jsonpath', () => {
  it.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[0].metadata.name}', 'a'],
    ['{.items[-1].metadata.name}', 'b'],
    ['{.items[0:1].metadata.name}', 'a'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{range .spec.containers[*]}{.name},{end}{"\\n"}{end}', 'a\tc,\nb\td,e,\n'],
    ['{.items[?(@.metadata.name=="b")].spec.containers[*].name}', 'd e'],
    ['{.items[?(@.spec.containers[0].ports[0].containerPort>79)].metadata.name}', 'a'],
    ["{.items[0].metadata.labels['app','x/y']}", 'web z'],
    ['{.items[0].metadata.labels.x\\/y}', 'z'],
    ['{..containerPort}', '80'],
    ['{.items[0].metadata.labels} {.nope}', '{"app":"web","x/y":"z"} '],
    ["name: {.kind}{'\\n'}", 'name: List\n'],
  ])('%s', (template, text) => {
    expect(path(template)).toBe(text);
  });

  it('says which index there is not', () => {
    expect(() => path('{.items[2].metadata.name}')).toThrow(
      /Error executing template: array index out of bounds: index 2, length 2\. Printing more/,
    );
  });

  it('says what is wrong with a template', () => {
    const messageOf = (template: string) => {
      try {
        return path(template);
      } catch (error) {
        return error instanceof Failure ? error.message : error;
      }
    };
    expect(['{.items[0', '{.items', '{.items[?(@.x]}'].map(messageOf)).toMatchInlineSnapshot(`
      [
        "error: error parsing jsonpath {.items[0, unterminated array",
        "error: error parsing jsonpath {.items, unclosed action",
        "error: error parsing jsonpath {.items[?(@.x]}, unterminated filter",
      ]
    `);
  });
});

describe('-o go-template', () => {
  it.each([
    ['{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
    ['{{range $i, $p := .items}}{{if $i}}, {{end}}{{$p.metadata.name}}={{len $p.spec.containers}}{{end}}', 'a=1, b=2'],
    ['{{(index .items 0).metadata.labels}} {{.nope}}', 'map[app:web x/y:z] <no value>'],
    ['{{range .items}}{{with .metadata.labels.app}}{{.}}{{else}}none{{end}} {{end}}', 'web none '],
    ['{{printf "%-4s|%3d" .kind 7 }}{{- /* nothing */ -}}  {{eq .kind "List" | not}}', 'List|  7false'],
  ])('%s', (template, text) => {
    expect(compileGoTemplate(template)(pods)).toBe(text);
  });
});
