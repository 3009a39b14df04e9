// A pod spec as the server keeps it inside (pkg/apis/core/types.go), which is how it shows what may not change: every field is
// there, in this order, under its Go name.
import type { PodSpec } from '../../objects.ts';

/** What stands where nothing is set; `null` also for maps and for lists of plain values. A list of one shape is a list of structs. */
type Empty = '' | 0 | false | null;
interface Shape {
  readonly [field: string]: Empty | Shape | readonly [Shape] | Always;
}
/** A struct that is never null. */
class Always {
  readonly shape: Shape;
  constructor(shape: Shape) {
    this.shape = shape;
  }
}

const exec = { Command: null };
const http = { Path: '', Port: 0, Host: '', Scheme: '', HTTPHeaders: [{ Name: '', Value: '' }] } as const;
const tcp = { Port: 0, Host: '' } as const;
const handlers = { Exec: exec, HTTPGet: http, TCPSocket: tcp } as const;
const probe: Shape = {
  ...handlers,
  GRPC: { Port: 0, Service: null },
  InitialDelaySeconds: 0,
  TimeoutSeconds: 0,
  PeriodSeconds: 0,
  SuccessThreshold: 0,
  FailureThreshold: 0,
  TerminationGracePeriodSeconds: null,
};
const hook: Shape = { ...handlers, Sleep: { Seconds: 0 } };
const seLinux: Shape = { User: '', Role: '', Type: '', Level: '' };
const profile: Shape = { Type: '', LocalhostProfile: null };
const fieldRef: Shape = { APIVersion: '', FieldPath: '' };
const resourceFieldRef: Shape = { ContainerName: '', Resource: '', Divisor: null };
const keyRef: Shape = { Name: '', Key: '', Optional: null };
const sourceRef: Shape = { Name: '', Optional: null };
const resources: Shape = { Limits: null, Requests: null, Claims: null };

const container: Shape = {
  Name: '',
  Image: '',
  Command: null,
  Args: null,
  WorkingDir: '',
  Ports: [{ Name: '', HostPort: 0, ContainerPort: 0, Protocol: '', HostIP: '' }],
  EnvFrom: [{ Prefix: '', ConfigMapRef: sourceRef, SecretRef: sourceRef }],
  Env: [
    {
      Name: '',
      Value: '',
      ValueFrom: {
        FieldRef: fieldRef,
        ResourceFieldRef: resourceFieldRef,
        ConfigMapKeyRef: keyRef,
        SecretKeyRef: keyRef,
        FileKeyRef: null,
      },
    },
  ],
  Resources: new Always(resources),
  ResizePolicy: [{ ResourceName: '', RestartPolicy: '' }],
  RestartPolicy: null,
  RestartPolicyRules: null,
  VolumeMounts: [
    { Name: '', ReadOnly: false, RecursiveReadOnly: null, MountPath: '', SubPath: '', MountPropagation: null, SubPathExpr: '' },
  ],
  VolumeDevices: [{ Name: '', DevicePath: '' }],
  LivenessProbe: probe,
  ReadinessProbe: probe,
  StartupProbe: probe,
  Lifecycle: { PostStart: hook, PreStop: hook, StopSignal: null },
  TerminationMessagePath: '',
  TerminationMessagePolicy: '',
  ImagePullPolicy: '',
  SecurityContext: {
    Capabilities: { Add: null, Drop: null },
    Privileged: null,
    SELinuxOptions: seLinux,
    WindowsOptions: null,
    RunAsUser: null,
    RunAsGroup: null,
    RunAsNonRoot: null,
    ReadOnlyRootFilesystem: null,
    AllowPrivilegeEscalation: null,
    ProcMount: null,
    SeccompProfile: profile,
    AppArmorProfile: profile,
  },
  Stdin: false,
  StdinOnce: false,
  TTY: false,
};

const items: readonly [Shape] = [{ Key: '', Path: '', Mode: null }];
const downwardItems: readonly [Shape] = [{ Path: '', FieldRef: fieldRef, ResourceFieldRef: resourceFieldRef, Mode: null }];
const volume: Shape = {
  Name: '',
  HostPath: { Path: '', Type: null },
  EmptyDir: { Medium: '', SizeLimit: null },
  GCEPersistentDisk: null,
  AWSElasticBlockStore: null,
  GitRepo: null,
  Secret: { SecretName: '', Items: items, DefaultMode: null, Optional: null },
  NFS: { Server: '', Path: '', ReadOnly: false },
  ISCSI: null,
  Glusterfs: null,
  PersistentVolumeClaim: { ClaimName: '', ReadOnly: false },
  RBD: null,
  Quobyte: null,
  FlexVolume: null,
  Cinder: null,
  CephFS: null,
  Flocker: null,
  DownwardAPI: { Items: downwardItems, DefaultMode: null },
  FC: null,
  AzureFile: null,
  ConfigMap: { Name: '', Items: items, DefaultMode: null, Optional: null },
  VsphereVolume: null,
  AzureDisk: null,
  PhotonPersistentDisk: null,
  Projected: {
    Sources: [
      {
        Secret: { Name: '', Items: items, Optional: null },
        DownwardAPI: { Items: downwardItems },
        ConfigMap: { Name: '', Items: items, Optional: null },
        ServiceAccountToken: { Audience: '', ExpirationSeconds: 0, Path: '' },
        ClusterTrustBundle: null,
        PodCertificate: null,
      },
    ],
    DefaultMode: null,
  },
  PortworxVolume: null,
  ScaleIO: null,
  StorageOS: null,
  CSI: { Driver: '', ReadOnly: null, FSType: null, VolumeAttributes: null, NodePublishSecretRef: { Name: '' } },
  Ephemeral: null,
  Image: { Reference: '', PullPolicy: '' },
};

const requirements: readonly [Shape] = [{ Key: '', Operator: '', Values: null }];
const nodeTerm: Shape = { MatchExpressions: requirements, MatchFields: requirements };
const podTerm: Shape = {
  LabelSelector: null,
  Namespaces: null,
  TopologyKey: '',
  NamespaceSelector: null,
  MatchLabelKeys: null,
  MismatchLabelKeys: null,
};
const podAffinity: Shape = {
  RequiredDuringSchedulingIgnoredDuringExecution: [podTerm],
  PreferredDuringSchedulingIgnoredDuringExecution: [{ Weight: 0, PodAffinityTerm: new Always(podTerm) }],
};

const podSpec: Shape = {
  Volumes: [volume],
  InitContainers: [container],
  Containers: [container],
  EphemeralContainers: null,
  RestartPolicy: '',
  TerminationGracePeriodSeconds: null,
  ActiveDeadlineSeconds: null,
  DNSPolicy: '',
  NodeSelector: null,
  ServiceAccountName: '',
  AutomountServiceAccountToken: null,
  NodeName: '',
  SecurityContext: new Always({
    HostNetwork: false,
    HostPID: false,
    HostIPC: false,
    ShareProcessNamespace: null,
    HostUsers: null,
    SELinuxOptions: seLinux,
    WindowsOptions: null,
    RunAsUser: null,
    RunAsGroup: null,
    RunAsNonRoot: null,
    SupplementalGroups: null,
    SupplementalGroupsPolicy: null,
    FSGroup: null,
    FSGroupChangePolicy: null,
    Sysctls: [{ Name: '', Value: '' }],
    SeccompProfile: profile,
    AppArmorProfile: profile,
    SELinuxChangePolicy: null,
  }),
  ImagePullSecrets: [{ Name: '' }],
  Hostname: '',
  Subdomain: '',
  SetHostnameAsFQDN: null,
  Affinity: {
    NodeAffinity: {
      RequiredDuringSchedulingIgnoredDuringExecution: { NodeSelectorTerms: [nodeTerm] },
      PreferredDuringSchedulingIgnoredDuringExecution: [{ Weight: 0, Preference: new Always(nodeTerm) }],
    },
    PodAffinity: podAffinity,
    PodAntiAffinity: podAffinity,
  },
  SchedulerName: '',
  Tolerations: [{ Key: '', Operator: '', Value: '', Effect: '', TolerationSeconds: null }],
  HostAliases: [{ IP: '', Hostnames: null }],
  PriorityClassName: '',
  Priority: null,
  PreemptionPolicy: null,
  DNSConfig: { Nameservers: null, Searches: null, Options: [{ Name: '', Value: null }] },
  ReadinessGates: [{ ConditionType: '' }],
  RuntimeClassName: null,
  Overhead: null,
  EnableServiceLinks: null,
  TopologySpreadConstraints: [
    {
      MaxSkew: 0,
      TopologyKey: '',
      WhenUnsatisfiable: '',
      LabelSelector: null,
      MinDomains: null,
      NodeAffinityPolicy: null,
      NodeTaintsPolicy: null,
      MatchLabelKeys: null,
    },
  ],
  OS: { Name: '' },
  SchedulingGates: [{ Name: '' }],
  ResourceClaims: null,
  Resources: resources,
  HostnameOverride: null,
};

type Fields = Readonly<Record<string, unknown>>;

/** `DNSPolicy` is written `dnsPolicy`. */
const written = (name: string): string => name.replace(/^([A-Z]+(?=[A-Z][a-z]|$)|[A-Z])/, (start) => start.toLowerCase());

function fill(shape: Shape, value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(shape).map(([name, inner]) => {
      const field = value[written(name)];
      if (inner instanceof Always) return [name, fill(inner.shape, (field ?? {}) as Fields)];
      if (Array.isArray(inner)) return [name, (field as Fields[] | undefined)?.map((item) => fill(inner[0] as Shape, item)) ?? null];
      if (typeof inner !== 'object' || inner === null) return [name, field ?? inner];
      return [name, field === undefined ? null : fill(inner as Shape, field as Fields)];
    }),
  );
}

/** Indented by one space a level, as the server compares it. */
export function internalPodSpec(spec: PodSpec): string {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec as PodSpec & { hostIPC?: boolean; hostUsers?: boolean };
  const moved = Object.entries({ hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers }).filter(
    ([, value]) => value !== undefined,
  );
  const securityContext = { ...spec.securityContext, ...Object.fromEntries(moved) };
  return JSON.stringify(fill(podSpec, { ...spec, securityContext }), null, 1);
}
