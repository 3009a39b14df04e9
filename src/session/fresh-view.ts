// What a page is shown of a lab before anything has happened in it.
import type { LabDefinition, Task } from '../../grader/index.ts';
import type { DriverName, SessionView, TaskView } from './host.ts';

const nothing = { en: '', ru: '' };

export const idleView: SessionView = {
  labId: '',
  phase: 'idle',
  driver: 'sim',
  title: nothing,
  brief: nothing,
  steps: [],
  tasks: [],
  proofs: 0,
};

export function startingView(lab: LabDefinition, driver: DriverName): SessionView {
  const { id: labId, title, brief } = lab;
  return { ...idleView, labId, driver, title, brief, phase: 'starting', tasks: lab.tasks.map(freshTask) };
}

function freshTask({ id, kind, title, hints }: Task): TaskView {
  return { id, kind, title, hints: [], hintCount: hints?.length ?? 0 };
}
