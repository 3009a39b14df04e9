// What every kind's metadata must look like (apimachinery pkg/api/validation/objectmeta.go).
import type { KubeObject } from '../../objects.ts';
import { forbidden, IMMUTABLE, invalid, required } from '../faults.ts';
import type { FieldFault, Resource } from '../resource.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, invalidEach, labelFaults, pathSegment, qualifiedName } from './names.ts';

const NAME_RULES = {
  'dns-subdomain': dnsSubdomain,
  'dns-label': dnsLabel,
  'dns-1035-label': dns1035Label,
  'path-segment': pathSegment,
} as const;

/** All annotations of an object together (TotalAnnotationSizeLimitB). */
const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

export function validateMetadata<T extends KubeObject>(resource: Resource<T>, object: T): FieldFault[] {
  const { metadata } = object;
  const faults: FieldFault[] = [];
  const nameRule = NAME_RULES[resource.nameRule ?? 'dns-subdomain'];
  if (metadata.generateName) {
    // A trailing dash is all right where a suffix follows.
    const masked = metadata.generateName.replace(/-$/, 'a');
    faults.push(...invalidEach('metadata.generateName', metadata.generateName, nameRule(masked)));
  }
  if (!metadata.name) faults.push(required('metadata.name', 'name or generateName is required'));
  else faults.push(...invalidEach('metadata.name', metadata.name, nameRule(metadata.name)));
  if (resource.namespaced) {
    if (!metadata.namespace) faults.push(required('metadata.namespace'));
    else faults.push(...invalidEach('metadata.namespace', metadata.namespace, dnsLabel(metadata.namespace)));
  }
  faults.push(...labelFaults('metadata.labels', metadata.labels));
  faults.push(...annotationFaults(metadata.annotations));
  faults.push(...ownerFaults(metadata.ownerReferences));
  for (const finalizer of metadata.finalizers ?? []) {
    faults.push(...invalidEach('metadata.finalizers', finalizer, qualifiedName(finalizer)));
  }
  return faults;
}

function annotationFaults(annotations: Readonly<Record<string, string>> | undefined): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    faults.push(...invalidEach('metadata.annotations', key, qualifiedName(key.toLowerCase())));
    size += key.length + value.length;
  }
  if (size > ANNOTATIONS_LIMIT_BYTES) {
    faults.push({
      type: 'FieldValueTooLong',
      field: 'metadata.annotations',
      message: `Too long: may not be more than ${ANNOTATIONS_LIMIT_BYTES} bytes`,
    });
  }
  return faults;
}

function ownerFaults(owners: KubeObject['metadata']['ownerReferences']): FieldFault[] {
  const faults = (owners ?? []).flatMap(({ apiVersion, kind, name, uid }) =>
    Object.entries({ apiVersion, kind, name, uid })
      .filter(([, value]) => !value)
      .map(([field, value]) => invalid(`metadata.ownerReferences.${field}`, value ?? '', `${field} must not be empty`)),
  );
  const controllers = (owners ?? []).filter((owner) => owner.controller);
  if (controllers.length > 1) {
    const names = controllers.map(({ kind, name }) => `${kind}/${name}`).join(', ');
    faults.push(
      invalid(
        'metadata.ownerReferences',
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${names}`,
      ),
    );
  }
  return faults;
}

export function validateMetadataUpdate(object: KubeObject, old: KubeObject): FieldFault[] {
  const faults: FieldFault[] = [];
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !old.metadata.finalizers?.includes(finalizer));
  if (old.metadata.deletionTimestamp && added.length > 0) {
    const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
    faults.push(
      forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`),
    );
  }
  if (object.metadata.namespace !== old.metadata.namespace)
    faults.push(invalid('metadata.namespace', object.metadata.namespace, IMMUTABLE));
  return faults;
}
