// A session's view and those who watch it. Changes made in one go are told once.
import type { SessionView, Unsubscribe } from './host.ts';

export interface ViewFeed {
  readonly current: SessionView;
  /** Listeners hear of it in a microtask, together with what else changes until then. */
  change(part: Partial<SessionView>): void;
  replace(view: SessionView): void;
  /** Changes one task. */
  changeTask(taskId: string, part: Partial<SessionView['tasks'][number]>): void;
  listen(onChange: (view: SessionView) => void): Unsubscribe;
}

export function createViewFeed(start: SessionView): ViewFeed {
  const listeners = new Set<(view: SessionView) => void>();
  let current = start;
  let due = false;
  const tell = () => {
    due = false;
    for (const listener of [...listeners]) listener(current);
  };
  const replace = (view: SessionView) => {
    current = view;
    if (due) return;
    due = true;
    queueMicrotask(tell);
  };
  const change = (part: Partial<SessionView>) => replace({ ...current, ...part });
  return {
    get current() {
      return current;
    },
    change,
    replace,
    changeTask(taskId, part) {
      change({ tasks: current.tasks.map((task) => (task.id === taskId ? { ...task, ...part } : task)) });
    },
    listen(onChange) {
      listeners.add(onChange);
      onChange(current);
      return () => listeners.delete(onChange);
    },
  };
}
