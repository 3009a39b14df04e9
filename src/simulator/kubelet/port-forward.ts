// Connects to a port inside a pod, for `kubectl port-forward` (containerd internal/cri/server/sandbox_portforward_linux.go).
import { type Connection, NetworkError } from '../../shell/index.ts';
import { ApiError } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import type { ContainerRecord } from './container-record.ts';

/** Rejects with `ApiError` when nothing listens there, or nothing of the pod runs. */
export async function forwardPort(pod: Pod, records: readonly ContainerRecord[], port: number): Promise<Connection> {
  const { name, namespace, uid } = pod.metadata;
  const net = records.find(({ run }) => run)?.run?.machine.net;
  if (!net) throw ApiError.internal(`error forwarding port ${port} to pod ${name}_${namespace}, uid ${uid}: sandbox is not running`);
  try {
    return await net.connect('127.0.0.1', port);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const refused = `dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found`;
    const sandbox = uid.replaceAll('-', '');
    const cause = `failed to connect to localhost:${port} inside namespace "${sandbox}", IPv4: ${refused}`;
    throw ApiError.internal(
      `error forwarding port ${port} to pod ${sandbox}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${uid}": ${cause}`,
    );
  }
}
