// The terminals of a session. They outlive a cluster: after a reset the screens show the new one.
import { Problem } from '../../grader/index.ts';
import type { Parts, RunningCluster } from '../cluster/driver.ts';
import { createTerminalHost, type KeptRing, type RingExtent, type TerminalHost, type Transport } from '../terminal/index.ts';

export interface Terminals {
  attach(terminalId: string, transport: Transport): void;
  /**
   * The cluster has changed: every screen starts over, on a shell of the one that `cluster` gives now. What terminals have
   * shown is kept in `parts`, and begins with what is there.
   */
  restart(parts?: Parts): void;
}

/** `cluster` resolves when a shell can be opened, and rejects with the `Problem` that the screen is told. */
export function createTerminals(cluster: () => Promise<RunningCluster>): Terminals {
  const hosts = new Map<string, TerminalHost>();
  let parts: Parts | undefined;
  let life = 0;
  const open = (terminalId: string): TerminalHost => {
    const name = `terminal/${terminalId}`;
    return createTerminalHost({
      async open(size) {
        const asked = life;
        const running = await cluster();
        // The shell belongs to who asks next.
        if (asked !== life) throw new Problem('stopped', 'the cluster has changed meanwhile');
        return running.terminal(terminalId, size);
      },
      refusal: (error) => (error instanceof Problem ? error.code : 'internal'),
      kept: findRing(parts, name),
      onWrite(ring, page) {
        parts?.changed(name, () => ring.extent);
        parts?.changed(`${name}/${page}`, () => ring.page(page));
      },
    });
  };
  return {
    attach(terminalId, transport) {
      let host = hosts.get(terminalId);
      if (!host) {
        host = open(terminalId);
        hosts.set(terminalId, host);
      }
      host.attach(transport);
    },
    restart(next) {
      life++;
      parts = next;
      for (const [id, host] of hosts) host.restart(findRing(parts, `terminal/${id}`));
    },
  };
}

function findRing(parts: Parts | undefined, name: string): KeptRing | undefined {
  const extent = parts?.find<RingExtent>(name);
  return extent && { ...extent, page: (page) => parts?.findBytes(`${name}/${page}`) };
}
