// The STATUS, READY and RESTARTS of a pod as a table shows them (printPod in pkg/printers/internalversion/printers.go).
import type { Container, ContainerStatus, Pod } from '../../objects.ts';
import { humanDuration } from '../age.ts';
import type { Cell } from '../resource.ts';

const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

interface Tally {
  restarts: number;
  ready: number;
  lastRestartMs: number;
}

function count(tally: Tally, status: ContainerStatus): void {
  tally.restarts += status.restartCount;
  const finishedAt = status.lastState?.terminated?.finishedAt;
  if (finishedAt) tally.lastRestartMs = Math.max(tally.lastRestartMs, Date.parse(finishedAt));
}

function endReason({ state }: ContainerStatus): string | undefined {
  if (state.waiting?.reason) return state.waiting.reason;
  const { terminated } = state;
  if (!terminated) return undefined;
  return terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`);
}

/** The first init container that has not done its work says what the pod waits for. */
function initReason(pod: Pod, tally: Tally): string | undefined {
  const containers = pod.spec.initContainers ?? [];
  for (const [at, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = containers.some((container) => container.name === status.name && isSidecar(container));
    count(tally, status);
    const { terminated, waiting } = status.state;
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started) {
      if (status.ready) tally.ready++;
      continue;
    }
    if (terminated) return `Init:${endReason(status)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${at}/${containers.length}`;
  }
  return undefined;
}

function mainReason(pod: Pod, tally: Tally, reason: string): string {
  let shown = reason;
  let running = false;
  for (const status of [...(pod.status.containerStatuses ?? [])].reverse()) {
    count(tally, status);
    const ended = endReason(status);
    if (ended) shown = ended;
    else if (status.ready && status.state.running) {
      running = true;
      tally.ready++;
    }
  }
  if (shown !== 'Completed' || !running) return shown;
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 'Running' : 'NotReady';
}

const NODE_LOST = 'NodeLost';

/** READY, STATUS and RESTARTS. */
export function podCells(pod: Pod, nowMs: number): { ready: Cell; status: Cell; restarts: Cell } {
  const { spec, status } = pod;
  const tally: Tally = { restarts: 0, ready: 0, lastRestartMs: 0 };
  const total = spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length;
  let reason: string = status.reason || status.phase;
  if (status.conditions?.some(({ type, reason: why }) => type === 'PodScheduled' && why === 'SchedulingGated')) reason = 'SchedulingGated';
  const waitsFor = initReason(pod, tally);
  const initialized = status.conditions?.some((condition) => condition.type === 'Initialized' && condition.status === 'True');
  if (waitsFor && !initialized) reason = waitsFor;
  else {
    // The restarts of ended init containers do not count once the pod runs; those of sidecars do.
    const sidecars = (status.initContainerStatuses ?? []).filter(({ name }) =>
      spec.initContainers?.some((one) => one.name === name && isSidecar(one)),
    );
    tally.restarts = sidecars.reduce((sum, { restartCount }) => sum + restartCount, 0);
    reason = mainReason(pod, tally, waitsFor ?? reason);
  }
  if (pod.metadata.deletionTimestamp && status.reason === NODE_LOST) reason = 'Unknown';
  else if (pod.metadata.deletionTimestamp && !['Succeeded', 'Failed'].includes(status.phase)) reason = 'Terminating';
  const ago = tally.restarts > 0 && tally.lastRestartMs > 0 ? ` (${humanDuration(nowMs - tally.lastRestartMs)} ago)` : '';
  return { ready: `${tally.ready}/${total}`, status: reason, restarts: `${tally.restarts}${ago}` };
}
