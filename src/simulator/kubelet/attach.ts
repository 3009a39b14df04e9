// Joins a container's own process, for `kubectl attach` and `kubectl run -i` (pkg/kubelet/kubelet_pods.go GetAttach).
import type { ChildProcess } from '../../shell/index.ts';
import { ApiError, type AttachQuery } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import type { ContainerRecord } from './container-record.ts';

/** Throws `ApiError` when the container does not run. `exited` resolves with the container, or with 0 when the client has let go of it. */
export function attachTo({ metadata }: Pod, record: ContainerRecord | undefined, query: AttachQuery): ChildProcess {
  const run = record?.run;
  if (!run || run.hasExited()) {
    const pod = `${metadata.name}_${metadata.namespace}`;
    throw ApiError.internal(`unable to upgrade connection: container ${query.container} not found in pod ${pod}`);
  }
  const leaving = new AbortController();
  const exited = run.streams.attach(query, leaving.signal).then(() => 0);
  return { pid: 1, exited, kill: () => leaving.abort() };
}
