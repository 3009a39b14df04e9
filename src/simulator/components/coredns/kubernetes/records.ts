// What the kubernetes plugin knows of a cluster.

export interface KnownPort {
  readonly name: string;
  /** In lower case. */
  readonly protocol: string;
  /** -1 for an endpoint without ports. */
  readonly port: number;
}

export interface KnownService {
  readonly namespace: string;
  readonly name: string;
  /** Empty for a headless Service. */
  readonly clusterIps: readonly string[];
  readonly headless: boolean;
  /** ExternalName Services only. */
  readonly externalName?: string;
  readonly externalIps: readonly string[];
  readonly ports: readonly KnownPort[];
}

/** One slice: every address has every port. Ready addresses only. */
export interface KnownEndpoints {
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly { readonly ip: string; readonly hostname?: string; readonly targetName?: string }[];
  readonly ports: readonly KnownPort[];
}

export interface ClusterRecords {
  service(namespace: string, name: string): KnownService | undefined;
  endpoints(namespace: string, service: string): readonly KnownEndpoints[];
  services(): Iterable<KnownService>;
  allEndpoints(): Iterable<KnownEndpoints>;
  hasNamespace(name: string): boolean;
  hasPod(namespace: string, ip: string): boolean;
  /** Unix seconds of the last change: the zone's serial number. */
  serial(): number;
  synced(): boolean;
}
