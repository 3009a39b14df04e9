// What the grader sees of a cluster. A check cannot tell which driver stands behind it, and must not try.

export type Unsubscribe = () => void;

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface ListQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
}

/** Where a probe starts. `outside` is a host beside the nodes. */
export type Place = { readonly pod: PodRef; readonly container?: string } | { readonly node: string } | 'outside';

export type ConnectOutcome = 'connected' | 'refused' | 'timed-out' | 'unresolved' | 'no-route';

export type HttpAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failed: Exclude<ConnectOutcome, 'connected'> };

export interface DnsAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT' | 'UNREACHABLE';
  readonly records: readonly { readonly name: string; readonly type: string; readonly ttlSeconds: number; readonly data: string }[];
  /** Every question that was asked, in order. */
  readonly questions: readonly { readonly name: string; readonly type: string; readonly rcode: string }[];
}

export type Fact = 'iptables' | 'nftables' | 'listening' | 'interfaces' | 'routes' | 'conntrack' | 'proxy-mode' | 'cni-config' | 'sandbox';

/** Every probe is a new connection. Methods reject with a `Problem` when they could not look. */
export interface Cluster {
  get<T>(ref: ObjectRef): Promise<T | undefined>;
  list<T>(query: ListQuery): Promise<readonly T[]>;
  watch(query: ListQuery, onChange: () => void): Unsubscribe;
  connect(probe: {
    from: Place;
    host: string;
    port: number;
    protocol?: 'TCP' | 'UDP' | 'SCTP';
    times?: number;
    timeoutMs?: number;
  }): Promise<readonly ConnectOutcome[]>;
  request(probe: {
    from: Place;
    url: string;
    headers?: Readonly<Record<string, string>>;
    times?: number;
    timeoutMs?: number;
  }): Promise<readonly HttpAnswer[]>;
  resolve(probe: { from: Place; name: string; type?: string; server?: string; tcp?: boolean; as: 'dig' | 'libc' }): Promise<DnsAnswer>;
  may(user: string, verb: string, resource: string, namespace?: string): Promise<boolean>;
  read(from: Place, fact: Fact): Promise<string>;
}

/** The writing half, for disturbances only; drivers hand it to the grader, never to a check. */
export interface ClusterWriter {
  /** Leaves an object of that name as it is when there is one. */
  create(object: object): Promise<ObjectRef>;
  /** A merge patch; null removes a key. */
  patch(ref: ObjectRef, patch: object): Promise<void>;
  replace(object: object): Promise<void>;
  /** Resolves, too, when there is none. */
  remove(ref: ObjectRef, options?: { readonly gracePeriodSeconds?: number }): Promise<void>;
  /** Runs a program of the grader's own on a node or in a pod's container: remove-file, kill. */
  exec(place: Place, argv: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
}
