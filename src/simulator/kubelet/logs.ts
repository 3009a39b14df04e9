// What `kubectl logs` reads (pkg/kubelet/kubelet_pods.go validateContainerLogStatus).

import type { LogQuery } from '../apiserver/index.ts';
import { ApiError } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import type { ContainerRecord } from './container-record.ts';

const PULL_PROBLEMS = new Set(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull']);

/** Throws `ApiError` when there is no such log. */
export function logsOf(pod: Pod, record: ContainerRecord | undefined, query: LogQuery, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const subject = `container ${JSON.stringify(query.container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  if (!record) throw ApiError.badRequest(`${subject} is not available`);
  const { state } = record;
  if (query.previous) {
    // A container that waits to be restarted has ended its last run already.
    const previous = state.running || state.terminated ? record.previousLog : record.log;
    if (!previous) throw ApiError.badRequest(`previous terminated ${subject} not found`);
    return previous.read(readingOf(query), signal);
  }
  const reason = state.waiting?.reason ?? '';
  if (PULL_PROBLEMS.has(reason) && !record.log)
    throw ApiError.badRequest(`${subject} is waiting to start: trying and failing to pull image`);
  if (!record.log) throw ApiError.badRequest(`${subject} is waiting to start: ${reason}`);
  return record.log.read(readingOf(query), signal);
}

function readingOf({ sinceMs, ...query }: LogQuery) {
  return sinceMs === undefined ? query : { ...query, fromMs: sinceMs };
}
