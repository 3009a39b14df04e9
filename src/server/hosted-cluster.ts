// What the server adds to a driver: it knows the clusters of a session, a class that starts at once
// starts one after the other, and no terminal floods the others.
import type { Clock } from '../clock.ts';
import type { ClusterDriver, RunningCluster } from '../cluster/driver.ts';
import type { TerminalEnd } from '../terminal/index.ts';
import { createBucket } from './bucket.ts';
import type { Gate } from './gate.ts';
import type { Limits } from './limits.ts';

/** `running` holds its clusters for as long as they exist. */
export function hostedDriver(
  driver: ClusterDriver,
  running: Set<RunningCluster>,
  starts: Gate,
  pace: (end: TerminalEnd) => TerminalEnd,
): ClusterDriver {
  return {
    name: driver.name,
    features: driver.features,
    ...(driver.keeps ? { keeps: true } : {}),
    unavailable: () => driver.unavailable(),
    list: () => driver.list(),
    async start(spec, options) {
      const cluster = await starts.pass(() => driver.start(spec, options), options.signal);
      running.add(cluster);
      return {
        ...cluster,
        terminal: async (id, size) => pace(await cluster.terminal(id, size)),
        async stop() {
          await cluster.stop();
          running.delete(cluster);
        },
      };
    },
  };
}

/** Reads no faster than the limits allow; what is typed goes through at once. */
export function pacedTerminal(
  end: TerminalEnd,
  clock: Clock,
  limits: Pick<Limits, 'shownBytesPerSecond' | 'shownBytesAtOnce'>,
): TerminalEnd {
  const bucket = createBucket(clock, limits.shownBytesPerSecond, limits.shownBytesAtOnce);
  return {
    async read() {
      const bytes = await end.read();
      const owedMs = bytes ? bucket.spend(bytes.length) : 0;
      if (owedMs > 0) await clock.sleep(owedMs);
      return bytes;
    },
    write: (bytes) => end.write(bytes),
    resize: (size) => end.resize(size),
    close: () => end.close(),
  };
}
