// One life of the place that hosts a session: it begins with what a store holds, and ends without a word.

import { VirtualClock } from '../../src/clock.ts';
import { createSimDriver } from '../../src/cluster/sim/index.ts';
import { createSession, type LabSource, type Session, type SessionStore, type SessionView } from '../../src/session/index.ts';
import { portTransport } from '../../src/terminal/index.ts';
import { type RecordingScreen, recordingScreen } from '../terminal/doubles.ts';

export interface Life {
  readonly clock: VirtualClock;
  readonly session: Session;
  readonly view: SessionView;
  /** Everything that the page was told of, in order. */
  readonly steps: readonly string[];
  readonly failures: readonly unknown[];
  /** A screen on the terminal; several show the same. */
  screen(terminalId?: string): RecordingScreen;
  /** Time passes until it is so; throws when that takes five minutes. */
  until(condition: () => boolean): Promise<void>;
  pass(durationMs: number): Promise<void>;
  /** Types a line and waits for the prompt after it; answers what was shown meanwhile. */
  run(screen: RecordingScreen, line: string): Promise<string>;
  /** Nothing that this host does from now on reaches the store. */
  crash(): void;
}

const STEP_MS = 50;

let lives = 0;

export function beginLife(store: SessionStore, labs: readonly LabSource[]): Life {
  // Nobody knows how long a host is gone: a day each time.
  const clock = new VirtualClock(Date.UTC(2026, 0, 1 + lives++, 9));
  const failures: unknown[] = [];
  let dead = false;
  const cutOff: SessionStore = {
    ...store,
    write: async (key, changes) => (dead ? new Promise<never>(() => undefined) : store.write(key, changes)),
    remove: async (key) => (dead ? undefined : store.remove(key)),
  };
  const session = createSession({
    findLab: async (id) => labs.find(({ definition }) => definition.id === id),
    drivers: [createSimDriver({ clock, seed: 11, onBug: (error) => failures.push(error) })],
    clock,
    keeping: { store: cutOff, keyOf: (labId) => labId, onFailure: (error) => failures.push(error) },
  });
  let view: SessionView | undefined;
  const steps: string[] = [];
  session.view((next) => {
    view = next;
    for (const { en } of next.steps) if (!steps.includes(en)) steps.push(en);
  });
  const life: Life = {
    clock,
    session,
    get view() {
      return view as SessionView;
    },
    steps,
    failures,
    screen: (terminalId = 'main') =>
      recordingScreen(() => {
        const { port1, port2 } = new MessageChannel();
        session.attach(terminalId, portTransport(port2));
        return portTransport(port1);
      }, clock),
    async until(condition) {
      for (let waited = 0; !condition(); waited += STEP_MS) {
        if (waited > 300_000) throw new Error('five minutes have passed, and it is not so');
        await clock.advance(STEP_MS);
      }
    },
    async pass(durationMs) {
      for (let passed = 0; passed < durationMs; passed += 50) await clock.advance(STEP_MS);
    },
    async run(screen, line) {
      const from = screen.text.length;
      screen.type(`${line}\r`);
      await life.until(() => screen.text.slice(from).includes('\x1b]133;B'));
      return screen.text.slice(from);
    },
    crash() {
      dead = true;
    },
  };
  return life;
}
