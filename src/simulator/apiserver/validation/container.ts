// What a container may say (ValidateContainers in pkg/apis/core/validation/validation.go).
import type { Container, Probe } from '../../objects.ts';
import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { dnsLabel, invalidEach, portName, portNumber } from './names.ts';
import { resourceFaults } from './quantity.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const NON_NEGATIVE = 'must be greater than or equal to 0';

export function containerFaults(container: Container, field: string, volumeNames: ReadonlySet<string>, init: boolean): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!container.name) faults.push(required(`${field}.name`));
  else faults.push(...invalidEach(`${field}.name`, container.name, dnsLabel(container.name)));
  if (!container.image) faults.push(required(`${field}.image`));
  else if (container.image.trim() !== container.image) {
    faults.push(invalid(`${field}.image`, container.image, 'must not have leading or trailing whitespace'));
  }
  if (!PULL_POLICIES.includes(container.imagePullPolicy)) {
    faults.push(notSupported(`${field}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES));
  }
  faults.push(...portFaults(container, `${field}.ports`));
  faults.push(...environmentFaults(container, `${field}.env`));
  faults.push(...mountFaults(container, `${field}.volumeMounts`, volumeNames));
  faults.push(...resourceFaults(container.resources, `${field}.resources`));
  const restarts = container.restartPolicy === 'Always';
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[kind];
    if (!probe) continue;
    if (init && !restarts) faults.push(forbidden(`${field}.${kind}`, 'may not be set for init containers without restartPolicy=Always'));
    else faults.push(...probeFaults(probe, `${field}.${kind}`, kind === 'readinessProbe'));
  }
  if (init && container.lifecycle && !restarts) {
    faults.push(forbidden(`${field}.lifecycle`, 'may not be set for init containers without restartPolicy=Always'));
  }
  return faults;
}

function portFaults(container: Container, field: string): FieldFault[] {
  const names = new Set<string>();
  return (container.ports ?? []).flatMap((port, at) => {
    const faults: FieldFault[] = [];
    if (port.name) {
      const wrong = portName(port.name);
      if (wrong.length > 0) faults.push(...invalidEach(`${field}[${at}].name`, port.name, wrong));
      else if (names.has(port.name)) faults.push(duplicate(`${field}[${at}].name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) faults.push(required(`${field}[${at}].containerPort`));
    else faults.push(...invalidEach(`${field}[${at}].containerPort`, port.containerPort, portNumber(port.containerPort)));
    if (port.hostPort) faults.push(...invalidEach(`${field}[${at}].hostPort`, port.hostPort, portNumber(port.hostPort)));
    if (!port.protocol) faults.push(required(`${field}[${at}].protocol`));
    else if (!PROTOCOLS.includes(port.protocol)) faults.push(notSupported(`${field}[${at}].protocol`, port.protocol, PROTOCOLS));
    return faults;
  });
}

function environmentFaults(container: Container, field: string): FieldFault[] {
  return (container.env ?? []).flatMap(({ name, value, valueFrom }, at) => {
    const faults: FieldFault[] = [];
    if (!name) faults.push(required(`${field}[${at}].name`));
    else if (!/^[\x20-\x3c\x3e-\x7e]+$/.test(name)) {
      faults.push(
        invalid(
          `${field}[${at}].name`,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      );
    }
    if (!valueFrom) return faults;
    const sources = Object.keys(valueFrom);
    const from = `${field}[${at}].valueFrom`;
    if (sources.length === 0)
      faults.push(invalid(from, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
    else if (value) faults.push(invalid(from, '', 'may not be specified when `value` is not empty'));
    else if (sources.length > 1) faults.push(invalid(from, '', 'may not have more than one field specified at a time'));
    for (const source of ['configMapKeyRef', 'secretKeyRef'] as const) {
      if (valueFrom[source] && !valueFrom[source].name) faults.push(required(`${from}.${source}.name`));
      if (valueFrom[source] && !valueFrom[source].key) faults.push(required(`${from}.${source}.key`));
    }
    if (valueFrom.fieldRef && !valueFrom.fieldRef.fieldPath) faults.push(required(`${from}.fieldRef.fieldPath`));
    return faults;
  });
}

function mountFaults(container: Container, field: string, volumeNames: ReadonlySet<string>): FieldFault[] {
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }, at) => {
    const faults: FieldFault[] = [];
    if (!name) faults.push(required(`${field}[${at}].name`));
    else if (!volumeNames.has(name)) faults.push(notFound(`${field}[${at}].name`, name));
    if (!mountPath) faults.push(required(`${field}[${at}].mountPath`));
    else if (paths.has(mountPath)) faults.push(invalid(`${field}[${at}].mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (subPath?.startsWith('/')) faults.push(invalid(`${field}[${at}].subPath`, subPath, 'must be a relative path'));
    if (subPath?.split('/').includes('..')) faults.push(invalid(`${field}[${at}].subPath`, subPath, "must not contain '..'"));
    return faults;
  });
}

function probeFaults(probe: Probe, field: string, readiness: boolean): FieldFault[] {
  const faults: FieldFault[] = [];
  const { httpGet, tcpSocket, exec, grpc } = probe;
  const handlers = [exec, httpGet, tcpSocket, grpc].filter(Boolean).length;
  if (handlers === 0) faults.push(required(field, 'must specify a handler type'));
  if (handlers > 1) {
    const second = httpGet && exec ? 'httpGet' : tcpSocket && (exec || httpGet) ? 'tcpSocket' : 'grpc';
    faults.push(forbidden(`${field}.${second}`, 'may not specify more than 1 handler type'));
  }
  if (exec && !exec.command?.length) faults.push(required(`${field}.exec.command`));
  if (httpGet) {
    if (!httpGet.path) faults.push(required(`${field}.httpGet.path`));
    faults.push(...portNumberOrName(httpGet.port, `${field}.httpGet.port`));
    if (!['HTTP', 'HTTPS'].includes(httpGet.scheme ?? '')) {
      faults.push(notSupported(`${field}.httpGet.scheme`, httpGet.scheme ?? '', ['HTTP', 'HTTPS']));
    }
  }
  if (tcpSocket) faults.push(...portNumberOrName(tcpSocket.port, `${field}.tcpSocket.port`));
  if (grpc) faults.push(...invalidEach(`${field}.grpc.port`, grpc.port, portNumber(grpc.port)));
  for (const name of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    const value = probe[name];
    if (value !== undefined && value < 0) faults.push(invalid(`${field}.${name}`, value, NON_NEGATIVE));
  }
  if (!readiness && probe.successThreshold !== 1) faults.push(invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1'));
  return faults;
}

/** A port of a container or of a pod, by number or by name. */
export function portNumberOrName(port: number | string | undefined, field: string): FieldFault[] {
  if (typeof port === 'string') return invalidEach(field, port, portName(port));
  return invalidEach(field, port ?? 0, portNumber(port ?? 0));
}
