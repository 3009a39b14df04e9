// Who reaches whom, sampled in one second: the cells of a matrix, and what they say of a policy.
import type { Check, Look } from '../check.ts';
import type { ConnectOutcome, Place } from '../cluster.ts';
import { isReady, type NetworkPolicy } from '../objects.ts';
import type { Evidence, Failed, Verdict } from '../verdict.ts';
import { podsOf } from './find.ts';
import { outcomeWords, say } from './wording.ts';

interface DeploymentName {
  readonly namespace: string;
  readonly name: string;
}

/** A Deployment, of which one ready pod calls; or one pod. */
export type Caller = DeploymentName | { readonly pod: DeploymentName };

/** A host by a name that every caller resolves; or every ready pod of a Deployment, by its address. */
export type Target = { readonly host: string; readonly port: number } | { readonly podsOf: DeploymentName; readonly port: number };

export interface ReachOptions {
  /** Calls that must go through. */
  readonly open?: readonly (readonly [Caller, Target])[];
  /** Calls that must be met with silence. Each target needs an open call too: the control, in the same second. */
  readonly closed?: readonly (readonly [Caller, Target])[];
  /** Gives the general message the lab's own words. */
  readonly explain?: (finding: ReachFinding) => Partial<Failed> | undefined;
  readonly lookAt?: readonly string[];
}

export interface Call {
  readonly caller: string;
  readonly target: string;
  readonly expected: 'connected' | BlockedWord;
  readonly observed: ConnectOutcome;
}

export interface ReachFinding {
  readonly messageId: string;
  readonly calls: readonly Call[];
  /** Every policy of the cluster. */
  readonly policies: readonly NetworkPolicy[];
}

/** What a caller meets where a policy forbids: silence, or a refusal from an enforcer that rejects. */
export type BlockedWord = 'timed-out' | 'refused';

/**
 * Passes when every call ends as it should; all of them are made at once.
 *
 * Messages: `admitted` (a call went through that must not), `cut-off` (one did not that must), `not-silent` (one failed, but
 * not as a policy makes it fail), and, for the reason `broken-target`, `target-down` (not even the control goes through) and
 * `nobody-calls` (a caller has no ready pod).
 *
 * @example reach({ open: [[backend, db]], closed: [[web, db]] })
 */
export function reach(options: ReachOptions): Check {
  return reachWith(options, async () => 'timed-out');
}

/** The same where something else than silence may mean "blocked". Throws at once when a closed target has no control. */
export function reachWith(options: ReachOptions, blockedWord: (look: Look) => Promise<BlockedWord>): Check {
  const { open = [], closed = [] } = options;
  for (const [caller, target] of closed) {
    if (open.some(([, controlled]) => targetName(controlled) === targetName(target))) continue;
    throw new Error(`${callerName(caller)} must not reach ${targetName(target)}, but nobody is named who must: give the target a control`);
  }
  return async (look) => {
    const word = await blockedWord(look);
    const asked = [
      ...open.map(([caller, target]) => ({ caller, target, expected: 'connected' as const })),
      ...closed.map(([caller, target]) => ({ caller, target, expected: word })),
    ];
    const [policies, places] = await Promise.all([
      look.cluster.list<NetworkPolicy>({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }),
      Promise.all(asked.map(({ caller }) => placeOf(look, caller))),
    ]);
    const silent = asked.find((_, at) => !places[at]);
    if (silent) return failed({ options, messageId: 'nobody-calls', calls: [], policies, culprit: callerName(silent.caller) });
    const calls = await Promise.all(
      asked.map(async ({ caller, target, expected }, at): Promise<Call> => {
        const observed = await callOnce(look, places[at] as Place, target);
        return { caller: callerName(caller), target: targetName(target), expected, observed };
      }),
    );
    const fault = faultOf(calls);
    return fault ? failed({ options, calls, policies, ...fault }) : { status: 'passed' };
  };
}

export const callerName = (caller: Caller): string =>
  'pod' in caller ? `${caller.pod.namespace}/${caller.pod.name}` : `${caller.namespace}/${caller.name}`;

export const targetName = (target: Target): string =>
  'host' in target ? `${target.host}:${target.port}` : `${target.podsOf.namespace}/${target.podsOf.name}-*:${target.port}`;

async function placeOf(look: Pick<Look, 'cluster'>, caller: Caller): Promise<Place | undefined> {
  if ('pod' in caller) return { pod: caller.pod };
  const pod = (await podsOf(look, caller)).find(isReady);
  return pod && { pod: { namespace: caller.namespace, name: pod.metadata.name } };
}

/** Of several pods the worst outcome for a policy counts: one that answers is open, and one that does not is not. */
async function callOnce(look: Pick<Look, 'cluster'>, from: Place, target: Target): Promise<ConnectOutcome> {
  const { port } = target;
  const hosts = 'host' in target ? [target.host] : await addressesOf(look, target.podsOf);
  if (hosts.length === 0) return 'no-route';
  const outcomes = await Promise.all(hosts.map(async (host) => (await look.cluster.connect({ from, host, port }))[0] ?? 'timed-out'));
  return outcomes.find((outcome) => outcome === 'connected') ?? (outcomes[0] as ConnectOutcome);
}

async function addressesOf(look: Pick<Look, 'cluster'>, deployment: DeploymentName): Promise<readonly string[]> {
  return (await podsOf(look, deployment)).filter(isReady).flatMap(({ status }) => (status?.podIP ? [status.podIP] : []));
}

interface Fault {
  readonly messageId: string;
  /** The call that shows it. */
  readonly call?: Call;
  readonly culprit?: string;
}

function faultOf(calls: readonly Call[]): Fault | undefined {
  const wrong = calls.filter(({ expected, observed }) => observed !== expected);
  const admitted = wrong.find(({ expected, observed }) => expected !== 'connected' && observed === 'connected');
  if (admitted) return { messageId: 'admitted', call: admitted };
  const isOpen = ({ target }: Call) => calls.some((call) => call.target === target && call.observed === 'connected');
  const isJudged = ({ target }: Call) => calls.some((call) => call.target === target && call.expected !== 'connected');
  const down = calls.find((call) => isJudged(call) && !isOpen(call));
  if (down) return { messageId: 'target-down', call: down };
  const loud = wrong.find(({ expected }) => expected !== 'connected');
  if (loud) return { messageId: 'not-silent', call: loud };
  return wrong[0] && { messageId: 'cut-off', call: wrong[0] };
}

function failed(parts: {
  readonly options: ReachOptions;
  readonly messageId: string;
  readonly calls: readonly Call[];
  readonly policies: readonly NetworkPolicy[];
  readonly call?: Call;
  readonly culprit?: string;
}): Verdict {
  const { options, messageId, calls, policies, call } = parts;
  const values = { caller: parts.culprit ?? call?.caller ?? '', target: call?.target ?? '' };
  const general: Failed = {
    status: 'failed',
    reason: messageId === 'target-down' || messageId === 'nobody-calls' ? 'broken-target' : 'wrong',
    messageId,
    expected: expectedOf(options),
    found: foundOf(messageId, values, call?.observed ?? 'timed-out'),
    evidence: calls.length > 0 ? matrixOf(calls) : { kind: 'none' },
    lookAt: options.lookAt ?? ['kubectl get netpol -A', 'kubectl get pods -A --show-labels'],
  };
  return { ...general, ...options.explain?.({ messageId, calls, policies }) };
}

function expectedOf({ open = [], closed = [] }: ReachOptions): Failed['expected'] {
  const values = { open: listed(open), closed: listed(closed) };
  if (closed.length === 0) return say('Gets through: {{open}}.', 'Проходит: {{open}}.', values);
  return say('Gets through: {{open}}. Meets silence: {{closed}}.', 'Проходит: {{open}}. Встречает тишину: {{closed}}.', values);
}

/** `shop/web → db.shop:5432, web.shop:80; shop/db → web.shop:80` */
function listed(calls: readonly (readonly [Caller, Target])[]): string {
  const targets = new Map<string, string[]>();
  for (const [caller, target] of calls) targets.set(callerName(caller), [...(targets.get(callerName(caller)) ?? []), targetName(target)]);
  return [...targets].map(([caller, names]) => `${caller} → ${names.join(', ')}`).join('; ');
}

function foundOf(messageId: string, values: Readonly<Record<string, string>>, outcome: ConnectOutcome): Failed['found'] {
  const { en, ru } = outcomeWords[outcome];
  switch (messageId) {
    case 'admitted':
      return say('{{caller}} gets through to {{target}}.', '{{caller}} достаёт до {{target}}.', values);
    case 'target-down':
      return say(
        'Nobody reaches {{target}}, not even those who may: the silence proves nothing.',
        'До {{target}} не достаёт никто, даже те, кому можно: тишина ничего не доказывает.',
        values,
      );
    case 'nobody-calls':
      return say(
        '{{caller}} has no ready pod to call from, so nothing can be concluded.',
        'У {{caller}} нет готового пода, из которого можно позвонить: судить не о чем.',
        values,
      );
    case 'not-silent':
      return say(
        `{{caller}} → {{target}}: ${en}. That is not how a policy keeps somebody out here.`,
        `{{caller}} → {{target}}: ${ru}. На работу политики это не похоже.`,
        values,
      );
    default:
      return say(`{{caller}} → {{target}}: ${en}.`, `{{caller}} → {{target}}: ${ru}.`, values);
  }
}

function matrixOf(calls: readonly Call[]): Evidence {
  const rows = [...new Set(calls.map(({ caller }) => caller))];
  const columns = [...new Set(calls.map(({ target }) => target))];
  const cell = (row: string, column: string) => {
    const call = calls.find(({ caller, target }) => caller === row && target === column);
    return call ? { expected: call.expected, observed: call.observed } : null;
  };
  return { kind: 'matrix', rows, columns, cells: rows.map((row) => columns.map((column) => cell(row, column))) };
}
