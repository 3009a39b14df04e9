// One pod on its node, from its sandbox to its last breath (pkg/kubelet/{pod_workers,kubelet}.go,
// pkg/kubelet/kuberuntime/kuberuntime_manager.go).
import type { Cancel } from '../../clock.ts';
import { ApiError, pods } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { formatDuration } from './backoff.ts';
import { type ContainerRecord, endOf, wait } from './container-record.ts';
import { resumeContainer, SILENT_START_MS, startContainer } from './container-start.ts';
import { stopContainers } from './container-stop.ts';
import { replaceImages } from './image-change.ts';
import { findKeptPod, forgetPod, type KeptPod, keepPod, knownRecordsOf, type PodState } from './kept-pod.ts';
import type { KubeletParts } from './kubelet-parts.ts';
import type { PodContext, Sandbox } from './pod-context.ts';
import { createPodEvents } from './pod-events.ts';
import { findNextToStart, isOver, mayRestart } from './pod-plan.ts';
import { createPreparation } from './pod-sandbox.ts';
import { podStatusOf } from './status.ts';
import { createPodVolumes } from './volumes.ts';

export interface PodWorker {
  readonly uid: string;
  readonly records: readonly ContainerRecord[];
  /** The pod has changed, perhaps it is to end. */
  update(pod: Pod): void;
  /** The pod's object has gone: whatever still runs is killed. */
  abandon(): void;
  /** Resolves when nothing of it runs any more. Writes nothing. */
  stop(): Promise<void>;
}

/** After an answer of the API server that was no success, or a bug. */
const RETRY_MS = 10_000;
/** What a pod gets whose object was deleted without grace. */
const ABANDONED_GRACE_SECONDS = 1;

export function startPodWorker(parts: KubeletParts, first: Pod, onGone: () => void): PodWorker {
  const { api, clock, network, nodeIp, images, keeping, onBug } = parts;
  let pod = first;
  const { uid, name, namespace } = pod.metadata;
  const events = createPodEvents(parts.recorder, () => pod);
  const kept = findKeptPod(keeping, uid);
  const records = knownRecordsOf(pod, clock, events, keeping);
  const addresses = {
    get podAddress() {
      return lastAddress ?? '';
    },
    hostAddress: nodeIp,
  };
  const volumes = createPodVolumes({ ...parts, pod: () => pod, addresses });
  const preparation = createPreparation(parts, () => pod, volumes, events);
  const startTime = kept?.startTime ?? pod.status.startTime ?? timestamp(clock);
  const timers = new Set<Cancel>();
  let context: PodContext | undefined;
  let lastAddress: string | undefined;
  let state: PodState = 'alive';
  /** It stood here before, and stands again as soon as its containers do. */
  let resuming = kept !== undefined;
  let preparing = false;
  let starting = false;
  let queued = false;
  let objectGone = false;
  let shortenGrace: ((seconds: number) => void) | undefined;

  function wake(delayMs = 0): void {
    if (delayMs > 0) {
      const cancel = clock.after(delayMs, () => {
        timers.delete(cancel);
        wake();
      });
      timers.add(cancel);
    } else if (!queued && !resuming && state !== 'gone') {
      queued = true;
      queueMicrotask(() => {
        queued = false;
        sync();
      });
    }
  }

  function sync(): void {
    if (state === 'gone') return;
    try {
      if (state === 'alive') step();
      writeStatus();
    } catch (error) {
      if (error instanceof ApiError) wake(RETRY_MS);
      else onBug(error);
    }
  }

  function step(): void {
    if (!starting && isOver(pod, records)) end(pod.spec.terminationGracePeriodSeconds);
    else if (!context) {
      if (!preparing) prepare().catch(onBug);
    } else if (!starting) {
      const next = findNextToStart(records, isDue);
      if (next) launch(context, next);
    }
  }

  async function prepare(): Promise<void> {
    preparing = true;
    const outcome = await preparation.attempt();
    if ('retryMs' in outcome) {
      timers.add(
        clock.after(outcome.retryMs, () => {
          preparing = false;
          wake();
        }),
      );
      return;
    }
    preparing = false;
    if (state !== 'alive') return network.remove(uid);
    lastAddress = outcome.address;
    context = contextIn(outcome);
    wake();
  }

  function contextIn(sandbox: Sandbox): PodContext {
    return { ...parts, pod: () => pod, events, volumes, sandbox, wake, isEnding: () => state !== 'alive' };
  }

  async function resume({ address, hasSandbox, state: before }: KeptPod): Promise<void> {
    lastAddress = address;
    const sandbox = hasSandbox ? await preparation.rejoin() : undefined;
    if (state === 'gone') return;
    if (sandbox && !('retryMs' in sandbox)) {
      context = contextIn(sandbox);
      for (const record of records) resumeContainer(context, record);
    }
    for (const record of records) if (record.retryAtMs !== undefined) retryLater(record, record.retryAtMs - clock.now());
    resuming = false;
    const { deletionTimestamp } = pod.metadata;
    if (before === 'ended') {
      state = 'ended';
      if (deletionTimestamp || objectGone) leave();
    } else if (objectGone) end(ABANDONED_GRACE_SECONDS);
    else if (deletionTimestamp) {
      // Their end has been told, and some of their grace has passed.
      for (const record of records) record.stopping = true;
      const left = () => Math.max(0, Math.ceil((Date.parse(deletionTimestamp) - clock.now()) / 1000));
      timers.add(clock.after(SILENT_START_MS, () => end(left())));
    }
    wake();
  }

  function isDue(record: ContainerRecord): boolean {
    if (record.run || record.retry) return false;
    if (!endOf(record)) return true;
    if (!mayRestart(pod, record)) return false;
    const leftMs = record.backoff.leftMs(record.finishedMs);
    if (leftMs <= 0) return true;
    const delay = formatDuration(record.backoff.delayMs);
    wait(record, 'CrashLoopBackOff', `back-off ${delay} restarting failed container=${record.spec.name} pod=${name}_${namespace}(${uid})`);
    record.events.record(
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${record.spec.name} in pod ${name}_${namespace}(${uid})`,
    );
    retryLater(record, leftMs);
    return false;
  }

  function retryLater(record: ContainerRecord, delayMs: number): void {
    record.retryAtMs = clock.now() + delayMs;
    record.retry = clock.after(delayMs, () => {
      delete record.retry;
      wake();
    });
  }

  function launch(into: PodContext, record: ContainerRecord): void {
    starting = true;
    startContainer(into, record)
      .catch((error) => {
        onBug(error);
        return RETRY_MS;
      })
      .then((retryMs) => {
        starting = false;
        if (retryMs !== undefined && state === 'alive') retryLater(record, retryMs);
        wake();
      });
  }

  /** Stops everything, takes the pod off the network, and tells the API server. */
  function end(graceSeconds: number): void {
    if (state !== 'alive') {
      shortenGrace?.(graceSeconds);
      return;
    }
    state = 'ending';
    for (const record of records) {
      record.retry?.();
      delete record.retry;
    }
    const stopping = stopContainers({ clock, records, graceSeconds, wake });
    shortenGrace = stopping.shorten;
    stopping.stopped.then(finishEnding).catch(onBug);
  }

  async function finishEnding(): Promise<void> {
    state = 'ended';
    context = undefined;
    if (!objectGone) writeStatus();
    if (!pod.spec.hostNetwork) await network.remove(uid);
    if (pod.metadata.deletionTimestamp || objectGone) leave();
    else writeStatus();
  }

  /** The object goes with the last trace of the pod. */
  function leave(): void {
    if (state === 'gone') return;
    state = 'gone';
    for (const cancel of timers) cancel();
    timers.clear();
    images.forget(uid);
    forgetPod(keeping, pod, records);
    onGone();
    if (objectGone) return;
    try {
      api.delete(pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  function writeStatus(): void {
    if (objectGone || state === 'gone') return;
    keepPod(keeping, uid, records, () => ({ state, startTime, address: lastAddress, hasSandbox: context !== undefined }));
    api.change(
      pods,
      namespace,
      name,
      (copy) => {
        if (copy.metadata.uid !== uid) return;
        const view = {
          pod: copy,
          records,
          podAddress: lastAddress,
          hasSandbox: context !== undefined,
          hostAddress: nodeIp,
          startTime,
          ended: state === 'ended',
          now: timestamp(clock),
        };
        // A pod that has come to its end stays what it was, whatever is taken away afterwards.
        const final = state === 'alive' ? undefined : pod.status.phase;
        copy.status = podStatusOf(view);
        if (final === 'Succeeded' || final === 'Failed') copy.status.phase = final;
      },
      { subresource: 'status' },
    );
  }

  if (kept) resume(kept).catch(onBug);
  else wake();
  return {
    uid,
    records,
    update(changed) {
      const sameSpec = changed.metadata.generation === pod.metadata.generation;
      pod = changed;
      if (!sameSpec) replaceImages({ pod, records, clock, mayStop: state === 'alive', onBug });
      if (resuming) return;
      const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
      if (!deletionTimestamp) {
        // Its own writes come back to it: they need no second look unless somebody else's condition counts.
        if (!sameSpec || pod.spec.readinessGates?.length) wake();
        return;
      }
      if (state === 'ended') leave();
      else end(deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds);
      wake();
    },
    abandon() {
      objectGone = true;
      if (resuming) return;
      if (state === 'ended') leave();
      else end(ABANDONED_GRACE_SECONDS);
    },
    async stop() {
      state = 'gone';
      for (const cancel of timers) cancel();
      for (const record of records) {
        record.retry?.();
        record.prober?.stop();
      }
      await Promise.all(records.map(({ run }) => run?.machine.shutDown()));
    },
  };
}
