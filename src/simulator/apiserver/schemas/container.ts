// core/v1 Container.
import type { Schema } from '../resource.ts';
import { bool, int32, int64, intOrString, keyedList, listOf, quantities, quantity, struct, text, textPointer, texts } from './build.ts';

const httpGet = struct('HTTPGetAction', {
  path: text,
  port: intOrString,
  host: text,
  scheme: text,
  httpHeaders: listOf(struct('HTTPHeader', { name: text, value: text })),
});
const exec = struct('ExecAction', { command: texts });
const tcpSocket = struct('TCPSocketAction', { port: intOrString, host: text });

const probe = struct('Probe', {
  exec,
  httpGet,
  tcpSocket,
  grpc: struct('GRPCAction', { port: int32, service: textPointer }),
  initialDelaySeconds: int32,
  timeoutSeconds: int32,
  periodSeconds: int32,
  successThreshold: int32,
  failureThreshold: int32,
  terminationGracePeriodSeconds: int64,
});

const lifecycleHandler = struct('LifecycleHandler', { exec, httpGet, tcpSocket, sleep: struct('SleepAction', { seconds: int64 }) });

export const fieldSelector = struct('ObjectFieldSelector', { apiVersion: text, fieldPath: text });
export const resourceFieldSelector = struct('ResourceFieldSelector', { containerName: text, resource: text, divisor: quantity });

const keySelector = (go: string) => struct(go, { name: text, key: text, optional: bool });
const sourceOfAll = (go: string) => struct(go, { name: text, optional: bool });

export const seLinuxOptions = struct('SELinuxOptions', { user: text, role: text, type: text, level: text });
export const seccompProfile = struct('SeccompProfile', { type: text, localhostProfile: text });
export const appArmorProfile = struct('AppArmorProfile', { type: text, localhostProfile: text });
export const windowsOptions = struct('WindowsSecurityContextOptions', {
  gmsaCredentialSpecName: text,
  gmsaCredentialSpec: text,
  runAsUserName: text,
  hostProcess: bool,
});

export const resourceRequirements = struct('ResourceRequirements', {
  limits: quantities,
  requests: quantities,
  claims: keyedList('name', struct('ResourceClaim', { name: text, request: text })),
});

export const container: Schema = struct('Container', {
  name: text,
  image: text,
  command: texts,
  args: texts,
  workingDir: text,
  ports: keyedList(
    'containerPort',
    struct('ContainerPort', { name: text, hostPort: int32, containerPort: int32, protocol: text, hostIP: text }),
  ),
  envFrom: listOf(
    struct('EnvFromSource', { prefix: text, configMapRef: sourceOfAll('ConfigMapEnvSource'), secretRef: sourceOfAll('SecretEnvSource') }),
  ),
  env: keyedList(
    'name',
    struct('EnvVar', {
      name: text,
      value: text,
      valueFrom: struct('EnvVarSource', {
        fieldRef: fieldSelector,
        resourceFieldRef: resourceFieldSelector,
        configMapKeyRef: keySelector('ConfigMapKeySelector'),
        secretKeyRef: keySelector('SecretKeySelector'),
      }),
    }),
  ),
  resources: resourceRequirements,
  resizePolicy: listOf(struct('ContainerResizePolicy', { resourceName: text, restartPolicy: text })),
  restartPolicy: text,
  volumeMounts: keyedList(
    'mountPath',
    struct('VolumeMount', {
      name: text,
      readOnly: bool,
      recursiveReadOnly: text,
      mountPath: text,
      subPath: text,
      mountPropagation: text,
      subPathExpr: text,
    }),
  ),
  volumeDevices: keyedList('devicePath', struct('VolumeDevice', { name: text, devicePath: text })),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: struct('Lifecycle', { postStart: lifecycleHandler, preStop: lifecycleHandler, stopSignal: text }),
  terminationMessagePath: text,
  terminationMessagePolicy: text,
  imagePullPolicy: text,
  securityContext: struct('SecurityContext', {
    capabilities: struct('Capabilities', { add: texts, drop: texts }),
    privileged: bool,
    seLinuxOptions,
    windowsOptions,
    runAsUser: int64,
    runAsGroup: int64,
    runAsNonRoot: bool,
    readOnlyRootFilesystem: bool,
    allowPrivilegeEscalation: bool,
    procMount: text,
    seccompProfile,
    appArmorProfile,
  }),
  stdin: bool,
  stdinOnce: bool,
  tty: bool,
});

/** A container that is added to a running pod (kubectl debug). */
export const ephemeralContainer: Schema =
  container.kind === 'object' ? struct('EphemeralContainer', { ...container.fields, targetContainerName: text }) : container;
