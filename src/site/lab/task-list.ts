// The tasks of a lab, kept up to date in place, so that focus and reading position stay.
import type { SessionView } from '../../session/index.ts';
import { h } from './dom.ts';
import { createTaskItem, type TaskItem } from './task-item.ts';
import type { Wording } from './wording.ts';

export interface TaskList {
  readonly element: HTMLElement;
  /** Returns what has changed, in words. */
  update(view: SessionView): readonly string[];
  /** Throws away what is shown: after a new start nothing of it holds. */
  clear(): void;
}

export function createTaskList(wording: Wording, onHint: (taskId: string) => void): TaskList {
  const element = h('ol', { class: 'lab-tasks' });
  const items = new Map<string, TaskItem>();
  return {
    element,
    update({ tasks }) {
      const changes: string[] = [];
      for (const task of tasks) {
        const known = items.get(task.id);
        const item = known ?? createTaskItem(task, wording, () => onHint(task.id));
        const before = item.summary;
        item.update(task);
        if (!known) {
          items.set(task.id, item);
          element.append(item.element);
        } else if (item.summary !== before) changes.push(item.summary);
      }
      return changes;
    },
    clear() {
      items.clear();
      element.replaceChildren();
    },
  };
}
