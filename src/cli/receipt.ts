// Receipts: the proof that a lab can be solved, cannot be passed by accident, and catches the answers that tempt.
import { Problem, type TaskOutcome } from '../../grader/index.ts';
import type { ClusterDriver, RunningCluster } from '../cluster/driver.ts';
import type { LabOnDisk, LabScript } from '../server/labs-on-disk.ts';
import { type Attempt, type AttemptParts, startAttempt } from '../session/index.ts';
import { typeScript } from './typist.ts';

export interface TaskResult {
  readonly task: string;
  readonly status: 'passed' | 'failed' | 'errored';
  /** Of a failed one its message id, of an errored one its problem's code. */
  readonly why?: string;
}

export interface ScriptRun {
  /** `untouched`, or the script's file name. */
  readonly script: string;
  readonly tasks: readonly TaskResult[];
  /** What is not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

export interface Receipt {
  readonly lab: string;
  readonly driver: string;
  readonly digest: string;
  readonly kubernetes: string;
  readonly repeats: number;
  readonly runs: readonly ScriptRun[];
  /** Scripts whose repeats did not agree. */
  readonly disagreements: readonly string[];
  readonly passed: boolean;
}

export interface ReceiptParts {
  readonly lab: LabOnDisk;
  readonly driver: ClusterDriver;
  /** Moves a cluster's time until `work` ends, where it does not move by itself. */
  readonly drive: <T>(running: RunningCluster, work: Promise<T>) => Promise<T>;
  readonly kubernetes: string;
  readonly repeats?: number;
  readonly onRun?: (run: ScriptRun, repeat: number) => void;
}

export async function makeReceipt(parts: ReceiptParts): Promise<Receipt> {
  const { lab, driver, repeats = 1 } = parts;
  const runs: ScriptRun[] = [];
  const disagreements: string[] = [];
  for (const script of [undefined, ...lab.scripts]) {
    let first: ScriptRun | undefined;
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const run = await runScript(parts, script);
      parts.onRun?.(run, repeat);
      if (!first) first = run;
      else if (JSON.stringify(run) !== JSON.stringify(first)) disagreements.push(`${run.script}: repeat ${repeat} differs from the first`);
    }
    if (first) runs.push(first);
  }
  return {
    lab: lab.id,
    driver: driver.name,
    digest: lab.digest,
    kubernetes: parts.kubernetes,
    repeats,
    runs,
    disagreements,
    passed: disagreements.length === 0 && runs.every(({ faults }) => faults.length === 0),
  };
}

async function runScript({ lab, driver, drive }: ReceiptParts, script: LabScript | undefined): Promise<ScriptRun> {
  const stopping = new AbortController();
  const attempt: Attempt = await begin({
    lab: lab.source,
    driver,
    visible: false,
    signal: stopping.signal,
    onStep: () => undefined,
    onLive: () => undefined,
    onLost: () => undefined,
  });
  const { running, grader } = attempt;
  try {
    const faults: string[] = [];
    if (script) {
      const end = await running.terminal('receipt', { columns: 200, rows: 50 });
      const { exitCodes, screen } = await drive(running, typeScript(end, script.text));
      if (exitCodes.some((code) => code !== 0)) faults.push(`${script.name}: a command failed; the terminal showed:\n${screen}`);
    }
    const { tasks } = await drive(running, grader.prove(stopping.signal));
    return { script: script?.name ?? 'untouched', tasks: tasks.map(resultOf), faults: [...faults, ...judge(lab, script, tasks)] };
  } finally {
    await attempt.stop();
  }
}

/** Names the lab's folder in what is told about its files. */
async function begin(parts: AttemptParts): Promise<Attempt> {
  try {
    return await startAttempt(parts);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'setup-failed') throw error;
    throw new Problem('setup-failed', error.message.replace(/^setup\./gm, `labs/${parts.lab.definition.id}/setup.`), { cause: error });
  }
}

function resultOf({ task, outcome }: TaskOutcome): TaskResult {
  switch (outcome.status) {
    case 'passed':
      return { task: task.id, status: 'passed' };
    case 'failed':
      return { task: task.id, status: 'failed', why: outcome.messageId };
    case 'errored':
      return { task: task.id, status: 'errored', why: outcome.problem.code };
  }
}

function judge(lab: LabOnDisk, script: LabScript | undefined, tasks: readonly TaskOutcome[]): readonly string[] {
  const name = `labs/${lab.id}/${script?.name ?? 'setup.yaml'}`;
  const errored = tasks.flatMap(({ task, outcome }) =>
    outcome.status === 'errored'
      ? [`${name}: task ${task.id} could not be looked at: ${outcome.problem.code}: ${outcome.problem.message}`]
      : [],
  );
  if (errored.length > 0) return errored;
  const is = (status: string) => tasks.filter(({ outcome }) => outcome.status === status);
  if (!script) {
    return [
      ...is('passed').flatMap(({ task }) =>
        task.kind === 'goal' ? [`${name}: goal ${task.id} passes on the untouched lab. Make it a guard, or break what it looks at.`] : [],
      ),
      ...is('failed').flatMap(({ task }) =>
        task.kind === 'guard' ? [`${name}: guard ${task.id} fails on the untouched lab. Make it a goal, or mend the setup.`] : [],
      ),
    ];
  }
  if (script.kind !== 'wrong') {
    return is('failed').map(
      ({ task, outcome }) =>
        `${name}: task ${task.id} fails (${outcome.status === 'failed' ? outcome.messageId : ''}), though this is a right answer. Mend the check or the answer.`,
    );
  }
  const { fails } = script;
  const hit = tasks.find(({ task }) => task.id === fails?.task)?.outcome;
  if (hit?.status === 'failed' && hit.messageId === fails?.messageId) return [];
  const got = hit?.status === 'failed' ? `fails with ${hit.messageId}` : 'passes';
  return [`${name}:1: task ${fails?.task} must fail with ${fails?.messageId}, but ${got}. Mend the check, or the first line.`];
}
