// The terminals of a session. They outlive a cluster: after a reset the screens show the new one.
import { Problem } from '../../grader/index.ts';
import type { RunningCluster } from '../cluster/driver.ts';
import { createTerminalHost, type TerminalHost, type Transport } from '../terminal/index.ts';

export interface Terminals {
  attach(terminalId: string, transport: Transport): void;
  /** The cluster has changed: every screen starts over, on a shell of the one that `cluster` gives now. */
  restart(): void;
}

/** `cluster` resolves when a shell can be opened, and rejects with the `Problem` that the screen is told. */
export function createTerminals(cluster: () => Promise<RunningCluster>): Terminals {
  const hosts = new Map<string, TerminalHost>();
  const open = (terminalId: string): TerminalHost =>
    createTerminalHost({
      open: async (size) => (await cluster()).terminal(terminalId, size),
      refusal: (error) => (error instanceof Problem ? error.code : 'internal'),
    });
  return {
    attach(terminalId, transport) {
      let host = hosts.get(terminalId);
      if (!host) {
        host = open(terminalId);
        hosts.set(terminalId, host);
      }
      host.attach(transport);
    },
    restart() {
      for (const host of hosts.values()) host.restart();
    },
  };
}
