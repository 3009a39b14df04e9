// The words of the home page. Both languages or it does not compile.
import type { Language } from '../../../grader/index.ts';

export interface HomeText {
  readonly title: string;
  readonly lede: string;
  readonly start: string;
  readonly startNote: string;
  readonly read: string;
  /** The horseshoe: what a call passes, and its description for those who do not see it. */
  readonly path: {
    readonly label: string;
    readonly caption: string;
    readonly stops: readonly [call: string, name: string, rules: string, pod: string, back: string, answer: string];
  };
  readonly how: string;
  readonly steps: readonly { readonly title: string; readonly text: string }[];
  readonly lesson: { readonly lines: readonly string[]; readonly badge: string };
  readonly calls: { readonly label: string; readonly storage: string; readonly console: string };
  readonly where: string;
  readonly places: readonly { readonly title: string; readonly state: string; readonly text: string }[];
  readonly honest: { readonly title: string; readonly text: string };
  readonly lessons: string;
  readonly lessonsNote: string;
}

export const homeText: Readonly<Record<Language, HomeText>> = {
  en: {
    title: 'Kubernetes networking, learnt by hand',
    lede: 'A course with a terminal in every lesson. Behind the terminal stands a cluster of your own, already broken. You repair it; packets prove that you did.',
    start: 'Start the first lab',
    startNote: 'Runs in this browser tab. Nothing to install, no account, about 15 minutes.',
    read: 'Read the lesson first',
    path: {
      label:
        'A call goes down one side of the horseshoe, through the name and the rules on the node, to the pod; the answer comes up the other side.',
      caption: 'One call, and six places where it can go wrong.',
      stops: ['curl', 'name', 'rules', 'pod', 'way back', 'answer'],
    },
    how: 'Read, type, prove',
    steps: [
      {
        title: 'Read',
        text: 'Each lesson begins with a fault from one team’s ML platform, explains one idea with a picture that you can change, and stops where your hands should take over.',
      },
      {
        title: 'Type',
        text: 'kubectl, curl, dig, a real prompt with pipes and Ctrl-C. Every command in the text is yours at a click, and every address is your own cluster’s.',
      },
      {
        title: 'Prove',
        text: 'Checks turn green while you work. The proof then makes calls of its own, replaces your pods and calls again. A pretty object that carries no packet passes nothing.',
      },
    ],
    lesson: { lines: ['A pod belongs to a Service only if', 'it wears', 'of the selector’s labels.'], badge: 'all' },
    calls: { label: '40 calls to minio.minio:80', storage: 'storage answered', console: 'console answered' },
    where: 'What runs where',
    places: [
      {
        title: 'In your browser',
        state: 'works today',
        text: 'A Kubernetes v1.34 cluster simulated in TypeScript: API server, controllers, kubelets, kube-proxy’s rules, and packets that travel hop by hop. It starts in a blink and never leaves the tab.',
      },
      {
        title: 'On a lab server',
        state: 'being built',
        text: 'Real kind clusters for one person or a whole workshop. The same lessons and the same checks: they cannot tell which cluster they look at.',
      },
    ],
    honest: {
      title: 'Free, open, and frank about it',
      text: 'Apache 2.0, no tracking, no paid tier. The page always says which kind of cluster you are on. Where the simulator lacks a flag or a kind of object, it says so instead of pretending.',
    },
    lessons: 'Lessons',
    lessonsNote: 'The course is being written in the open. What is listed here is finished, in both languages.',
  },
  ru: {
    title: 'Сети Kubernetes, которые можно потрогать руками',
    lede: 'Курс, где в каждом уроке есть терминал. За терминалом — ваш собственный кластер, и он уже сломан. Вы чините, а пакеты доказывают, что починили.',
    start: 'Начать первую лабу',
    startNote: 'Работает прямо в этой вкладке. Ничего не надо ставить, нигде не надо регистрироваться. Займёт минут 15.',
    read: 'Сначала прочитать урок',
    path: {
      label: 'Запрос спускается по одной стороне подковы, через имя и правила на ноде, к поду; ответ поднимается по другой.',
      caption: 'Один запрос и шесть мест, где он может сломаться.',
      stops: ['curl', 'имя', 'правила', 'под', 'обратно', 'ответ'],
    },
    how: 'Прочитать, набрать, доказать',
    steps: [
      {
        title: 'Читаете',
        text: 'Урок начинается с поломки на ML-платформе одной команды, объясняет одну мысль картинкой, которую можно крутить, и замолкает там, где пора браться за дело самому.',
      },
      {
        title: 'Набираете',
        text: 'kubectl, curl, dig, настоящая командная строка с пайпами и Ctrl-C. Любая команда из текста попадает в терминал по клику, а все адреса — из вашего кластера.',
      },
      {
        title: 'Доказываете',
        text: 'Проверки зеленеют, пока вы работаете. А по кнопке проверяющий сам звонит по сети, пересоздаёт ваши поды и звонит ещё раз. Красивый объект, через который не идут пакеты, не засчитают.',
      },
    ],
    lesson: { lines: ['Под относится к сервису, только если', 'на нём есть', 'лейблы из селектора.'], badge: 'все' },
    calls: { label: '40 запросов к minio.minio:80', storage: 'ответило хранилище', console: 'ответила консоль' },
    where: 'Что где работает',
    places: [
      {
        title: 'У вас в браузере',
        state: 'уже работает',
        text: 'Кластер Kubernetes v1.34, смоделированный на TypeScript: API-сервер, контроллеры, кубелеты, правила kube-proxy и пакеты, которые идут хоп за хопом. Стартует мгновенно и живёт только в этой вкладке.',
      },
      {
        title: 'На сервере лаб',
        state: 'делаем',
        text: 'Настоящие кластеры kind, для одного человека или целого воркшопа. Уроки и проверки те же самые: они не знают, на какой кластер смотрят.',
      },
    ],
    honest: {
      title: 'Бесплатно, открыто и без притворства',
      text: 'Apache 2.0, без слежки и платных тарифов. Страница всегда говорит, на каком кластере вы работаете. Если в симуляторе нет флага или вида объектов, он так и ответит, а не сделает вид.',
    },
    lessons: 'Уроки',
    lessonsNote: 'Курс пишется у всех на виду. Всё, что в этом списке, готово, причём на обоих языках.',
  },
};
