// What the command line says, in both languages.
import type { Language, Localized } from '../../grader/index.ts';

const words = {
  usage: {
    en: `Podkova: a hands-on course on Kubernetes networking.

Usage: podkova <command> [options]

Commands:
  start                 build the site when needed, serve it, print its address
  lab check [LAB…]      make the receipts of labs: every script is typed and graded
  help                  this text

Options:
  --port N              start: the port (default: PORT, or 4321)
  --repeat N            lab check: run everything N times and compare
  --json                lab check: print the receipts as JSON
  --lang en|ru          the language of messages (default: the environment's)
`,
    ru: `Podkova: практический курс по сетям Kubernetes.

Использование: podkova <команда> [параметры]

Команды:
  start                 собрать сайт, если нужно, раздать его и напечатать адрес
  lab check [LAB…]      квитанции лабораторных: каждый скрипт набирается и оценивается
  help                  этот текст

Параметры:
  --port N              start: порт (по умолчанию PORT или 4321)
  --repeat N            lab check: прогнать всё N раз и сравнить
  --json                lab check: вывести квитанции в JSON
  --lang en|ru          язык сообщений (по умолчанию из окружения)
`,
  },
  building: { en: 'Building the site (about ten seconds) …', ru: 'Собираем сайт (секунд десять) …' },
  ready: { en: 'Podkova is at {{url}}', ru: 'Podkova открыта по адресу {{url}}' },
  stopHint: { en: 'Press Ctrl-C to stop.', ru: 'Ctrl-C останавливает.' },
  portTaken: {
    en: 'Port {{port}} is taken. Choose another: npm start -- --port {{next}}',
    ru: 'Порт {{port}} занят. Выберите другой: npm start -- --port {{next}}',
  },
  unknownCommand: { en: 'Unknown command: {{command}}. See podkova help.', ru: 'Неизвестная команда: {{command}}. См. podkova help.' },
  runPassed: { en: 'as it must be', ru: 'всё как должно быть' },
  labPassed: { en: '{{lab}}: the receipt holds', ru: '{{lab}}: квитанция верна' },
  labFailed: { en: '{{lab}}: the receipt does not hold', ru: '{{lab}}: квитанция не сошлась' },
} as const satisfies Record<string, Localized>;

export type Say = (key: keyof typeof words, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: Language): Say {
  return (key, values = {}) => words[key][language].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** `--lang`, or what LC_ALL, LC_MESSAGES and LANG say; English when they say neither. */
export function chooseLanguage(wanted: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const locale = wanted ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return locale.startsWith('ru') ? 'ru' : 'en';
}
