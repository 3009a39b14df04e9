// Stops containers gracefully: preStop, SIGTERM, the grace period, SIGKILL (kuberuntime_container.go killContainer).
import type { Cancel, Clock } from '../../clock.ts';
import { CommandNotFound } from '../../shell/index.ts';
import type { ContainerRecord } from './container-record.ts';

export interface Stopping {
  readonly stopped: Promise<void>;
  /** Less grace than first promised, counted from now. */
  shorten(graceSeconds: number): void;
}

/** Every container gets so much after its preStop hook has used the grace up. */
const LEAST_AFTER_HOOK_MS = 2000;

export function stopContainer(parts: { readonly clock: Clock; readonly record: ContainerRecord; readonly graceSeconds: number }): Stopping {
  const { clock, record } = parts;
  const { run, spec } = record;
  if (!run) return { stopped: Promise.resolve(), shorten: () => {} };
  let deadlineMs = clock.now() + parts.graceSeconds * 1000;
  let cancelKill: Cancel = () => {};
  const arm = () => {
    cancelKill();
    cancelKill = clock.after(deadlineMs - clock.now(), () => run.signal('SIGKILL'));
  };
  arm();

  async function stop(): Promise<void> {
    const { preStop } = spec.lifecycle ?? {};
    if (preStop && parts.graceSeconds > 0) {
      await Promise.race([run?.exited, runHook(preStop)]);
      if (deadlineMs - clock.now() < LEAST_AFTER_HOOK_MS) {
        deadlineMs = clock.now() + LEAST_AFTER_HOOK_MS;
        arm();
      }
    }
    run?.signal(parts.graceSeconds > 0 ? 'SIGTERM' : 'SIGKILL');
    await run?.exited;
    cancelKill();
  }

  async function runHook(hook: NonNullable<NonNullable<typeof spec.lifecycle>['preStop']>): Promise<void> {
    const leftMs = deadlineMs - clock.now();
    if (hook.sleep) return clock.sleep(Math.min(hook.sleep.seconds * 1000, leftMs));
    const command = hook.exec?.command;
    if (!command || !run) return;
    try {
      const child = run.machine.start(command, { env: run.env, cwd: run.cwd });
      const cancel = clock.after(leftMs, () => child.kill('SIGKILL'));
      const code = await child.exited;
      cancel();
      if (code !== 0) record.events.record('Warning', 'FailedPreStopHook', `PreStopHook failed`);
    } catch (error) {
      if (!(error instanceof CommandNotFound)) throw error;
      record.events.record('Warning', 'FailedPreStopHook', `PreStopHook failed`);
    }
  }

  return {
    stopped: stop(),
    shorten(graceSeconds) {
      const soonerMs = clock.now() + graceSeconds * 1000;
      if (soonerMs >= deadlineMs) return;
      deadlineMs = soonerMs;
      arm();
    },
  };
}

export interface StopParts {
  readonly clock: Clock;
  readonly records: readonly ContainerRecord[];
  readonly graceSeconds: number;
  readonly wake: () => void;
}

/** All main containers at once, then the sidecars, the last one first. */
export function stopContainers({ clock, records, graceSeconds, wake }: StopParts): Stopping {
  const startedMs = clock.now();
  let grace = graceSeconds;
  let current: Stopping[] = [];
  const stopAll = (some: readonly ContainerRecord[]) => {
    current = some.filter(({ run }) => run).map((record) => kill(record));
    return Promise.all(current.map(({ stopped }) => stopped));
  };
  const kill = (record: ContainerRecord): Stopping => {
    record.prober?.stopKilling();
    if (!record.stopping) record.events.record('Normal', 'Killing', `Stopping container ${record.spec.name}`);
    record.stopping = true;
    return stopContainer({ clock, record, graceSeconds: Math.max(0, grace - Math.round((clock.now() - startedMs) / 1000)) });
  };

  async function stop(): Promise<void> {
    await stopAll(records.filter(({ kind }) => kind !== 'sidecar'));
    wake();
    for (const sidecar of records.filter(({ kind }) => kind === 'sidecar').reverse()) await stopAll([sidecar]);
  }

  return {
    stopped: stop(),
    shorten(seconds) {
      grace = seconds;
      for (const stopping of current) stopping.shorten(seconds);
    },
  };
}
