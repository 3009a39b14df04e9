// What a pod spec says when it says nothing (pkg/apis/core/v1/defaults.go).
import type { Container, PodSpec, Probe, Volume } from '../../objects.ts';

const DEFAULT_MODE = 0o644;

export function applyPodSpecDefaults(spec: PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.schedulerName ??= 'default-scheduler';
  spec.securityContext ??= {};
  if (spec.serviceAccountName && !spec.serviceAccount) spec.serviceAccount = spec.serviceAccountName;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) applyContainerDefaults(container, spec);
  for (const volume of spec.volumes ?? []) applyVolumeDefaults(volume);
}

function applyContainerDefaults(container: Container, spec: PodSpec): void {
  container.imagePullPolicy ??= pullPolicy(container.image ?? '');
  container.resources ??= {};
  const { requests, limits } = container.resources;
  if (limits) container.resources.requests = { ...limits, ...requests };
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const port of container.ports ?? []) {
    port.protocol ??= 'TCP';
    if (spec.hostNetwork) port.hostPort ||= port.containerPort;
  }
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= 'v1';
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) if (probe) applyProbeDefaults(probe);
}

/** Always for `latest` and for an image without a tag, else IfNotPresent. */
function pullPolicy(image: string): Container['imagePullPolicy'] {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function applyProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  if (probe.httpGet) {
    probe.httpGet.path ||= '/';
    probe.httpGet.scheme ||= 'HTTP';
  }
  if (probe.grpc) probe.grpc.service ??= '';
}

function applyVolumeDefaults(volume: Volume): void {
  if (volume.configMap) volume.configMap.defaultMode ??= DEFAULT_MODE;
  if (volume.secret) volume.secret.defaultMode ??= DEFAULT_MODE;
  if (volume.downwardAPI) volume.downwardAPI.defaultMode ??= DEFAULT_MODE;
  if (volume.projected) volume.projected.defaultMode ??= DEFAULT_MODE;
  for (const { fieldRef } of volume.downwardAPI?.items ?? []) if (fieldRef) Object.assign(fieldRef, { apiVersion: 'v1', ...fieldRef });
  if (volume.hostPath) volume.hostPath.type ??= '';
  const sources = [
    'configMap',
    'secret',
    'hostPath',
    'projected',
    'downwardAPI',
    'emptyDir',
    'persistentVolumeClaim',
    'nfs',
    'csi',
    'image',
  ];
  if (!sources.some((source) => source in volume)) volume.emptyDir = {};
}
