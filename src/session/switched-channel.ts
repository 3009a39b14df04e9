// A page's way to its session that can be laid anew: the session moves, and the page's end stays.

import type { Transport } from '../terminal/index.ts';
import type { PageChannel } from './channel.ts';
import type { ToHost, ToPage } from './wire.ts';

export interface SwitchedChannel extends PageChannel {
  /** From now on this is the way. Screens on the one before are cut, and come back on this one. */
  use(next: PageChannel): void;
}

/** What is sent before the first way is laid waits for it. */
export function switchedChannel(): SwitchedChannel {
  let listener: (message: ToPage) => void = () => undefined;
  let reopened: () => void = () => undefined;
  let current: PageChannel | undefined;
  const waiting: ToHost[] = [];
  const screens = new Set<Transport>();
  return {
    send(message) {
      if (current) current.send(message);
      else waiting.push(message);
    },
    onMessage(next) {
      listener = next;
    },
    onReopen(next) {
      reopened = next;
    },
    attach(terminalId, screen) {
      if (!current) return screen.close();
      screens.add(screen);
      screen.onClose(() => screens.delete(screen));
      current.attach(terminalId, screen);
    },
    use(next) {
      const first = current === undefined;
      current = next;
      const isCurrent = () => current === next;
      next.onMessage((message) => {
        if (isCurrent()) listener(message);
      });
      next.onReopen(() => {
        if (isCurrent()) reopened();
      });
      if (first) for (const message of waiting.splice(0)) next.send(message);
      else reopened();
      for (const screen of [...screens]) screen.close();
    },
  };
}
