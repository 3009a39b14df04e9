// Finds what is kept of a lab's session, and decides whether it can come back.
import type { Localized } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';
import type { ClusterDriver, ClusterSpec } from '../cluster/driver.ts';
import type { SessionView } from './host.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import type { Parts as KeptParts, SessionStore } from './store.ts';
import { unpackView, type WireView } from './wire.ts';

/** Changes whenever what is kept can no longer be read by what reads it. */
const FORMAT = 1;

export interface SessionKeeping {
  readonly store: SessionStore;
  /** Where the session of this lab is kept. */
  keyOf(labId: string): string;
  /** The store could not do what it was asked; the session goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** How a session must look to be the same one. */
interface Identity {
  readonly format: number;
  readonly driver: string;
  /** All of the lab that a cluster is made of. */
  readonly spec: ClusterSpec;
}

export interface KeptSession {
  readonly keeper: Keeper;
  /** Something was kept, and comes back. */
  readonly returned: boolean;
  /** Nothing is kept any more. */
  remove(): Promise<void>;
}

const steps = {
  otherLab: { en: 'The lab has changed since you were here: it starts anew', ru: 'Лаба изменилась с прошлого раза: начинаем её заново' },
  otherFormat: {
    en: 'Podkova has changed since you were here: the lab starts anew',
    ru: '«Подкова» обновилась с прошлого раза: начинаем лабу заново',
  },
  broken: {
    en: 'What was kept of this lab could not be read: it starts anew',
    ru: 'Сохранённую лабу не удалось прочитать: начинаем её заново',
  },
} as const satisfies Record<string, Localized>;

export interface OpenParts {
  readonly keeping: SessionKeeping;
  readonly driver: ClusterDriver;
  readonly spec: ClusterSpec;
  readonly clock: Clock;
  readonly onStep: (step: Localized) => void;
  /** What was kept is of no use: it is dropped. */
  readonly broken?: boolean;
}

/** A store that cannot be read keeps nothing. */
export async function openKept({ keeping, driver, spec, clock, onStep, broken = false }: OpenParts): Promise<KeptSession> {
  const { store, onFailure } = keeping;
  const key = keeping.keyOf(spec.labId);
  const identity: Identity = { format: FORMAT, driver: driver.name, spec };
  let found: KeptParts | undefined;
  try {
    found = await store.load(key);
    const refusal = found && (broken ? steps.broken : whyNot(found, identity));
    if (found && refusal !== 'none') {
      if (refusal) onStep(refusal);
      found = undefined;
      await store.remove(key);
    }
  } catch (error) {
    onFailure(error);
  }
  const keeper = createKeeper({ store, key, clock, found, onFailure });
  if (!found) keeper.changed('session', () => identity);
  return {
    keeper,
    returned: found !== undefined,
    async remove() {
      await keeper.close();
      await store.remove(key).catch(onFailure);
    },
  };
}

/** Undefined: dropped without a word, as it belongs to another driver. */
function whyNot(found: KeptParts, wanted: Identity): Localized | 'none' | undefined {
  const bytes = found.get('session');
  if (!bytes) return steps.broken;
  const identity = JSON.parse(new TextDecoder().decode(bytes)) as Identity;
  if (identity.format !== wanted.format) return steps.otherFormat;
  if (identity.driver !== wanted.driver) return undefined;
  return JSON.stringify(identity.spec) === JSON.stringify(wanted.spec) ? 'none' : steps.otherLab;
}

const VIEW = 'view';

export function keepView(keeper: Keeper, read: () => WireView): void {
  keeper.changed(VIEW, read);
}

/** `fresh` with all that the learner had achieved and opened. */
export function withKept(fresh: SessionView, keeper: Keeper, hintsOf: (taskId: string) => readonly Localized[]): SessionView {
  const wire = keeper.find<WireView>(VIEW);
  if (!wire) return fresh;
  const kept = unpackView(wire);
  const tasks = fresh.tasks.map((task) => {
    const known = kept.tasks.find(({ id }) => id === task.id);
    if (!known) return task;
    const { live, proof, hints } = known;
    return { ...task, hints: hintsOf(task.id).slice(0, hints.length), ...(live && { live }), ...(proof && { proof }) };
  });
  return { ...fresh, tasks, proofs: kept.proofs, phase: kept.phase === 'solved' ? 'solved' : 'ready' };
}
