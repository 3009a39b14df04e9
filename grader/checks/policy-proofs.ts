// Proofs for labs about NetworkPolicy: that a gate is really shut, stays shut, and knows people who come later.
import type { Check, Disturb, Look, Proof } from '../check.ts';
import { isReady, type KubeObject, type NetworkPolicy, type Pod, type Workload } from '../objects.ts';
import { eventually, repeatedly } from '../patience.ts';
import { Problem } from '../problem.ts';
import type { Failed } from '../verdict.ts';
import { canary } from './canary.ts';
import { workload } from './find.ts';
import { type Caller, type ReachOptions, reach, reachWith, type Target } from './reach.ts';
import { say } from './wording.ts';

/** A policy that is so old has reached every node. */
const POLICIES_QUIET_MS = 3_000;
const QUIET_LIMIT_MS = 30_000;

/**
 * Proves that policies are enforced here at all (`canary`), waits until no policy has changed for 3 s, and samples the matrix
 * three times, one second apart. Messages: those of `reach`.
 */
export function reachProof(options: ReachOptions): Proof {
  return async (look) => {
    const word = await canary(look);
    await policiesAtRest(look);
    return eventually(repeatedly(reachWith(options, async () => word)))(look);
  };
}

/** Resolves when no policy has changed for 3 s; gives up waiting after half a minute. */
export async function policiesAtRest(look: Look): Promise<void> {
  const read = async () => {
    const policies = await look.cluster.list<NetworkPolicy>({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });
    return policies.map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`).join('\n');
  };
  const untilMs = look.now() + QUIET_LIMIT_MS;
  for (let before = await read(); look.now() < untilMs; ) {
    await look.wait(POLICIES_QUIET_MS);
    const after = await read();
    if (after === before) return;
    before = after;
  }
}

interface DeploymentName {
  readonly namespace: string;
  readonly name: string;
}

export interface NewPodsOptions {
  /** Its pods are replaced first. */
  readonly protects: DeploymentName;
  /** What must hold before, and again as soon as the new pods are ready. */
  readonly reach: ReachOptions;
  /** A further pod like those of this Deployment, under another name: it must be admitted. */
  readonly admits: DeploymentName;
  /** A pod without any label of the lab's in each of these namespaces, with its own way out open: it must be kept out. */
  readonly strangersIn: readonly string[];
  readonly target: Target;
  readonly explain?: (failed: Failed, when: 'restart' | 'newcomer') => Partial<Failed> | undefined;
}

/**
 * Proves that the policy speaks of roles and not of living pods. Messages besides those of `reach`: `newcomer-shut-out`,
 * `stranger-admitted`.
 */
export function holdsForNewPods(options: NewPodsOptions): Proof {
  const explained = (failed: Failed, when: 'restart' | 'newcomer'): Failed => ({ ...failed, ...options.explain?.(failed, when) });
  return async (look) => {
    const ready = await eventually(reach(options.reach))(look);
    if (ready.status === 'failed') return ready;
    const restarted = await look.disturb({ kind: 'restart', object: { apiVersion: 'apps/v1', kind: 'Deployment', ...options.protects } });
    await restarted.settled();
    const after = await eventually(reach(options.reach))(look);
    if (after.status === 'failed') return explained(after, 'restart');
    const [newcomer, ...strangers] = await Promise.all([
      addNewcomer(look, options.admits),
      ...options.strangersIn.map((namespace) => addStranger(look, namespace)),
    ]);
    const verdict = await eventually(
      repeatedly(
        reach({
          open: [[newcomer, options.target]],
          closed: strangers.map((stranger) => [stranger, options.target] as const),
          ...(options.reach.lookAt ? { lookAt: options.reach.lookAt } : {}),
        }),
      ),
    )(look);
    if (verdict.status === 'passed') return verdict;
    const named = verdict.messageId === 'admitted' ? strangerAdmitted(verdict) : newcomerShutOut(verdict, options.admits);
    return explained(named, 'newcomer');
  };
}

const strangerAdmitted = (failed: Failed): Failed => ({
  ...failed,
  messageId: 'stranger-admitted',
  found: say(
    'A pod that came a moment ago and wears no badge at all gets through.',
    'Под, который появился только что и не носит никакого бейджа, проходит.',
  ),
});

const newcomerShutOut = (failed: Failed, { name }: DeploymentName): Failed => ({
  ...failed,
  reason: 'wrong',
  messageId: 'newcomer-shut-out',
  found: say(
    'A new pod with the labels of {{name}} is not admitted: the policy knows the old ones only.',
    'Новый под с лейблами {{name}} не проходит: политика знает только старые.',
    { name },
  ),
});

type Looking = Look & { readonly disturb: Disturb };

async function addNewcomer(look: Looking, like: DeploymentName): Promise<Caller> {
  const deployment = (await workload(look, like.namespace, like.name)) as
    | (Workload & { spec: { template: { metadata?: { labels?: object }; spec: object } } })
    | undefined;
  if (!deployment) throw new Problem('probe-place-missing', `deployment ${like.namespace}/${like.name} is not there to be copied`);
  const { metadata, spec } = deployment.spec.template;
  return addPod(look, [
    { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: like.namespace, name: like.name, labels: metadata?.labels ?? {} }, spec },
  ]);
}

/** Policies only add permissions, so one more opens the stranger's own side whatever else selects it. */
function addStranger(look: Looking, namespace: string): Promise<Caller> {
  const labels = { 'course.podkova/stranger': 'yes' };
  return addPod(look, [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name: 'stranger', labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'agnhost', image: 'registry.k8s.io/e2e-test-images/agnhost:2.56', args: ['pause'] }],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace, name: 'stranger-may-call' },
      spec: { podSelector: { matchLabels: labels }, policyTypes: ['Egress'], egress: [{}] },
    },
  ]);
}

async function addPod(look: Looking, objects: readonly object[]): Promise<Caller> {
  const added = await look.disturb({ kind: 'apply', objects });
  await added.settled();
  const pod = added.made.find(({ kind }) => kind === 'Pod');
  if (!pod) throw new Problem('probe-failed', 'the grader’s own pod was not made');
  return { pod: { namespace: pod.namespace ?? 'default', name: pod.name } };
}

/** Passes when a Deployment has as many ready pods as at the start. Messages: `scaled`, `not-ready`. */
export function staysReady({ namespace, name }: DeploymentName): Check {
  return async (look) => {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
    const [now, before] = await Promise.all([look.cluster.get<Workload>(ref), look.atStart.get<Workload>(ref)]);
    const wanted = before?.spec.replicas ?? 1;
    const pods = await look.cluster.list<Pod & KubeObject>({ apiVersion: 'v1', kind: 'Pod', namespace });
    const ready = now?.status?.readyReplicas ?? 0;
    if (now && (now.spec.replicas ?? 1) === wanted && ready >= wanted) return { status: 'passed' };
    const scaled = (now?.spec.replicas ?? 0) !== wanted;
    return {
      status: 'failed',
      reason: 'wrong',
      messageId: scaled ? 'scaled' : 'not-ready',
      expected: say('Deployment {{name}} has {{wanted}} ready.', 'У деплоймента {{name}} готово подов: {{wanted}}.', { name, wanted }),
      found: say('Ready pods: {{ready}}.', 'Готово подов: {{ready}}.', { ready }),
      evidence: {
        kind: 'objects',
        rows: pods
          .filter(({ metadata }) => metadata.name.startsWith(`${name}-`))
          .map((pod) => ({
            object: { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.metadata.name },
            note: isReady(pod) ? say('ready', 'готов') : say('not ready', 'не готов'),
            good: isReady(pod),
          })),
      },
      lookAt: [`kubectl -n ${namespace} get deploy,pods`, `kubectl -n ${namespace} describe deploy ${name}`],
    };
  };
}
