// What a Service's list of endpoints says, computed from labels and readiness. Models the endpointslice controller (pkg/controller/endpointslice) as far as the lesson tells it.

export type Pair = readonly [key: string, value: string];

export interface Conditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

export interface Row {
  readonly pod: string;
  readonly labels: readonly Pair[];
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Undefined: the pod is not on the list. */
  readonly endpoint?: Conditions;
}

/** All that is drawn. */
export interface Scene {
  readonly service: string;
  /** A pair that is switched off is drawn, but does not count. Undefined: there is no such Service. */
  readonly selector: readonly { readonly pair: Pair; readonly on: boolean }[] | undefined;
  readonly rows: readonly Row[];
}

/** Whether labels hold every pair that counts. A selector without pairs matches nobody: no controller keeps a list for it. */
export function matches(selector: Scene['selector'], labels: readonly Pair[]): boolean {
  const wanted = (selector ?? []).filter(({ on }) => on);
  return wanted.length > 0 && wanted.every(({ pair: [key, value] }) => labels.some((label) => label[0] === key && label[1] === value));
}

/** The endpoint that the controller writes for a pod. */
export function endpointFor(selector: Scene['selector'], pod: Row): Conditions | undefined {
  if (!matches(selector, pod.labels)) return undefined;
  return { ready: pod.serving && !pod.terminating, serving: pod.serving, terminating: pod.terminating };
}

export type Outcome =
  | { readonly kind: 'answered'; readonly pods: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unmanaged' };

/** What a new call meets: the ready; where nobody is, those who serve while they leave (pkg/proxy/topology.go); else a refusal. */
export function call({ selector, rows }: Scene): Outcome {
  const ready = rows.filter((row) => row.endpoint?.ready);
  const leaving = rows.filter((row) => row.endpoint?.serving && row.endpoint.terminating);
  const chosen = ready.length > 0 ? ready : leaving;
  if (chosen.length > 0) return { kind: 'answered', pods: chosen.map((row) => row.pod) };
  return selector !== undefined && !selector.some(({ on }) => on) ? { kind: 'unmanaged' } : { kind: 'refused' };
}
