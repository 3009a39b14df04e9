// "Cannot do it": a code from one registry, with what a learner and an operator are told.
import type { Localized } from './message.ts';

interface ProblemKind {
  /** HTTP status of a server that answers with it. */
  readonly status: number;
  readonly learner: Localized;
}

/** The registry. A code is never reused for something else. */
export const problems = {
  'cluster-unreachable': {
    status: 503,
    learner: {
      en: 'The cluster did not answer. Try again; if it stays so, start the lab over.',
      ru: 'Кластер не ответил. Попробуйте ещё раз; если не поможет, начните лабораторную заново.',
    },
  },
  'probe-failed': {
    status: 502,
    learner: {
      en: 'The grader could not start its probe. This is not about your answer: check again in a moment.',
      ru: 'Проверяющий не смог запустить пробу. К вашему решению это не относится: проверьте ещё раз через минуту.',
    },
  },
  'probe-place-missing': {
    status: 409,
    learner: {
      en: 'The pod from which the grader looks is not running. Bring it back, or start the lab over.',
      ru: 'Под, из которого смотрит проверяющий, не запущен. Верните его или начните лабораторную заново.',
    },
  },
  'setup-failed': {
    status: 500,
    learner: {
      en: 'The lab could not be set up. This is our fault, not yours.',
      ru: 'Лабораторную не удалось подготовить. Это наша ошибка, не ваша.',
    },
  },
  'undo-failed': {
    status: 500,
    learner: {
      en: 'The grader disturbed the cluster and could not put everything back. Start the lab over.',
      ru: 'Проверяющий потревожил кластер и не смог вернуть всё на место. Начните лабораторную заново.',
    },
  },
  'unknown-lab': { status: 404, learner: { en: 'There is no such lab.', ru: 'Такой лабораторной нет.' } },
  'feature-missing': {
    status: 409,
    learner: {
      en: 'This kind of cluster lacks something that the lab needs.',
      ru: 'В кластере этого вида нет того, что нужно лабораторной.',
    },
  },
  stopped: { status: 410, learner: { en: 'The lab has been stopped.', ru: 'Лабораторная остановлена.' } },
  unsupported: { status: 501, learner: { en: 'This cannot be done here.', ru: 'Здесь это сделать нельзя.' } },
  internal: {
    status: 500,
    learner: {
      en: 'Something of ours broke. Start the lab over; if it happens again, please tell us.',
      ru: 'У нас что-то сломалось. Начните лабораторную заново; если повторится, напишите нам.',
    },
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

/** Thrown when something could not be done. A wrong answer is a verdict, never this. `message` is for operators. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  constructor(code: ProblemCode, operator: string, options?: { readonly cause?: unknown }) {
    super(operator, options);
    this.code = code;
  }
  get learner(): Localized {
    return problems[this.code].learner;
  }
  get status(): number {
    return problems[this.code].status;
  }
}
