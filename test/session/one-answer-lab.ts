// A lab that is solved by answering 42. Its guard says that the cluster must still hold what setup made.
import { defineLab, Problem, type Verdict } from '../../grader/index.ts';
import type { LabSource } from '../../src/session/index.ts';

const both = (en: string, ru: string) => ({ en, ru });
const passed: Verdict = { status: 'passed' };

export const oneAnswerLab: LabSource = {
  definition: defineLab({
    id: 'one-answer',
    title: both('One answer', 'Один ответ'),
    brief: both('Answer.', 'Ответьте.'),
    minutes: 1,
    difficulty: 1,
    requires: [],
    cluster: 'one-node',
    tasks: [
      {
        id: 'answer',
        kind: 'goal',
        title: both('Give the answer', 'Дайте ответ'),
        check: async ({ answers, cluster }) => {
          await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' });
          if (answers.answer === '42') return passed;
          return {
            status: 'failed',
            reason: 'wrong',
            messageId: 'not-42',
            expected: { text: both('42', '42') },
            found: { text: both('{{answer}}', '{{answer}}'), values: { answer: answers.answer ?? 'nothing' } },
            evidence: { kind: 'none' },
            lookAt: ['kubectl -n course get configmap answers -o yaml'],
          };
        },
        hints: [both('one', 'раз'), both('two', 'два'), both('three', 'три')],
      },
      {
        id: 'probe',
        kind: 'guard',
        title: both('The grader can look', 'Проверяющий может смотреть'),
        check: async ({ answers }) => {
          if (answers.answer === 'broken') throw new Problem('probe-failed', 'the probe did not start');
          return passed;
        },
      },
    ],
  }),
  setupYaml: '',
  files: {},
};

/** Needs what the double does not have. */
export const impossibleLab: LabSource = {
  ...oneAnswerLab,
  definition: { ...oneAnswerLab.definition, id: 'impossible', requires: ['kernel'] },
};
