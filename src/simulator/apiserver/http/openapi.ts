// The OpenAPI v3 documents of this server (kube-openapi pkg/handler3), made from the kinds' schemas.
import type { AnyResource, Schema } from '../resource.ts';
import { allResources, groupVersion } from '../resources/index.ts';
import { objectMeta, text } from '../schemas/build.ts';

type Texts = typeof import('../schemas/descriptions.ts');
type Json = Record<string, unknown>;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const CORE = 'io.k8s.api.core.v1';
const GROUP_PACKAGES: Readonly<Record<string, string>> = {
  '': CORE,
  apps: 'io.k8s.api.apps.v1',
  'discovery.k8s.io': 'io.k8s.api.discovery.v1',
};
const TIME = `${META}.Time`;
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';

const documentPath = (key: string): string => (key.includes('/') ? `apis/${key}` : `api/${key}`);
const keys = (): string[] => [...new Set(allResources.map(groupVersion))];

/** The document at a path; undefined when there is none. */
export async function openapi(path: string): Promise<unknown> {
  if (path === '/openapi/v3') {
    return {
      paths: Object.fromEntries(keys().map((key) => [documentPath(key), { serverRelativeURL: `/openapi/v3/${documentPath(key)}` }])),
    };
  }
  const key = keys().find((one) => path === `/openapi/v3/${documentPath(one)}`);
  if (!key) return undefined;
  const texts = await import('../schemas/descriptions.ts');
  const resources = allResources.filter((resource) => groupVersion(resource) === key);
  const components = new Components(texts, resources[0]?.group ?? '');
  for (const resource of resources) components.add(resource);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.34.4' },
    paths: Object.fromEntries(resources.map((resource) => [objectPath(key, resource), { patch: patchOperation(resource) }])),
    components: { schemas: components.schemas },
  };
}

const objectPath = (key: string, { namespaced, plural }: AnyResource): string =>
  `/${documentPath(key)}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}/{name}`;

const kindOf = ({ group, kind, version }: AnyResource) => ({ group, kind, version });

function patchOperation(resource: AnyResource): Json {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }));
  return {
    operationId: `patch${resource.kind}`,
    parameters,
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': kindOf(resource),
  };
}

class Components {
  readonly schemas: Record<string, Json> = {};
  readonly #texts: Texts;
  readonly #group: string;

  constructor(texts: Texts, group: string) {
    this.#texts = texts;
    this.#group = group;
    this.schemas[TIME] = this.#described(TIME, { type: 'string', format: 'date-time' });
    this.schemas[QUANTITY] = this.#described(QUANTITY, { oneOf: [{ type: 'string' }, { type: 'number' }] });
    const oneOf = [{ type: 'integer' }, { type: 'string' }];
    this.schemas[INT_OR_STRING] = this.#described(INT_OR_STRING, { format: 'int-or-string', oneOf });
  }

  add(resource: AnyResource): void {
    const fields = { apiVersion: text, kind: text, metadata: objectMeta, ...resource.schema };
    const name = this.#struct(resource.kind, fields);
    Object.assign(this.schemas[name] ?? {}, { 'x-kubernetes-group-version-kind': [kindOf(resource)] });
  }

  #struct(go: string, fields: Readonly<Record<string, Schema>>): string {
    const name =
      [GROUP_PACKAGES[this.#group], CORE, META].map((origin) => `${origin}.${go}`).find((one) => one in this.#texts.descriptions) ??
      `${CORE}.${go}`;
    if (this.schemas[name]) return name;
    const schema: Json = this.#described(name, { type: 'object' });
    this.schemas[name] = schema;
    const required = this.#texts.required[name];
    if (required) schema.required = required;
    schema.properties = Object.fromEntries(
      Object.entries(fields).map(([field, inner]) => {
        const description = this.#texts.descriptions[name]?.[field];
        const values = this.#texts.enums[name]?.[field];
        return [field, { ...(description && { description }), ...this.#property(inner), ...(values && { enum: values }) }];
      }),
    );
    return name;
  }

  #property(schema: Schema): Json {
    const reference = (name: string) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] });
    switch (schema.kind) {
      case 'object':
        return { ...reference(this.#struct(schema.go ?? '', schema.fields)), default: {} };
      case 'map':
        return { type: 'object', additionalProperties: this.#property(schema.of) };
      case 'array':
        return { type: 'array', items: this.#property(schema.of), ...(schema.merge && merging(schema.merge)), ...(schema.set && SET) };
      case 'integer':
        return { type: 'integer', format: schema.go ?? 'int32' };
      case 'time':
        return reference(TIME);
      case 'quantity':
        return reference(QUANTITY);
      case 'int-or-string':
        return reference(INT_OR_STRING);
      case 'any':
        return { type: 'object' };
      default:
        return { type: schema.kind };
    }
  }

  #described(name: string, schema: Json): Json {
    const description = this.#texts.descriptions[name]?.[''];
    return { ...(description && { description }), ...schema };
  }
}

const SET = { 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' };
const merging = (key: string): Json => ({
  'x-kubernetes-list-map-keys': [key],
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-patch-merge-key': key,
  'x-kubernetes-patch-strategy': 'merge',
});
