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
      ru: 'Кластер не ответил. Попробуйте ещё раз; если не поможет, начните лабу заново.',
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
      ru: 'Под, из которого смотрит проверяющий, не запущен. Верните его или начните лабу заново.',
    },
  },
  'setup-failed': {
    status: 500,
    learner: {
      en: 'The lab could not be set up. This is our fault, not yours.',
      ru: 'Лабу не удалось подготовить. Это наша ошибка, не ваша.',
    },
  },
  'undo-failed': {
    status: 500,
    learner: {
      en: 'The grader disturbed the cluster and could not put everything back. Start the lab over.',
      ru: 'Проверяющий потревожил кластер и не смог вернуть всё на место. Начните лабу заново.',
    },
  },
  'unknown-lab': { status: 404, learner: { en: 'There is no such lab.', ru: 'Такой лабы нет.' } },
  'feature-missing': {
    status: 409,
    learner: {
      en: 'This kind of cluster lacks something that the lab needs.',
      ru: 'В кластере этого вида нет того, что нужно лабе.',
    },
  },
  'policies-ignored': {
    status: 409,
    learner: {
      en: 'This cluster accepts network policies, but nobody in it enforces them: nothing can be judged here. Run the lab on the simulator.',
      ru: 'Этот кластер принимает сетевые политики, но никто в нём их не исполняет: судить здесь не о чем. Запустите лабу на симуляторе.',
    },
  },
  stopped: { status: 410, learner: { en: 'The lab has been stopped.', ru: 'Лаба остановлена.' } },
  unsupported: { status: 501, learner: { en: 'This cannot be done here.', ru: 'Здесь это сделать нельзя.' } },
  'server-refused': {
    status: 403,
    learner: {
      en: 'The lab server does not take this page for its own. Open the course under the address that the server prints.',
      ru: 'Сервер лаб не признаёт эту страницу своей. Откройте курс по адресу, который печатает сервер.',
    },
  },
  'server-busy': {
    status: 503,
    learner: {
      en: 'The lab server is full. Try again in a minute, or run the lab in this tab.',
      ru: 'Сервер лаб переполнен. Попробуйте через минуту или запустите лабу в этой вкладке.',
    },
  },
  'server-unreachable': {
    status: 503,
    learner: {
      en: 'The lab server does not answer. Try again, or run the lab in this tab.',
      ru: 'Сервер лаб не отвечает. Попробуйте ещё раз или запустите лабу в этой вкладке.',
    },
  },
  internal: {
    status: 500,
    learner: {
      en: 'Something of ours broke. Start the lab over; if it happens again, please tell us.',
      ru: 'У нас что-то сломалось. Начните лабу заново; если повторится, напишите нам.',
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
