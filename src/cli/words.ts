// What the command line says, in both languages.
import type { Language, Localized } from '../../grader/index.ts';

const words = {
  usage: {
    en: `Podkova: a hands-on course on Kubernetes networking.

Usage: podkova <command> [options]

Commands:
  start                 build the site when needed, serve it with a lab server, print the address
  lab check [LAB…]      make the receipts of labs: every script is typed and graded
  help                  this text

Options:
  --port N              start: the port (default: PORT, or 4321)
  --host ADDRESS        start: the address to listen on (default: 127.0.0.1, only this machine)
  --public-url URL      start: the address that learners use, behind a proxy
  --state FILE          start: where sessions are kept (default: .podkova/state.sqlite)
  --repeat N            lab check: run everything N times and compare
  --json                lab check: print the receipts as JSON
  --lang en|ru          the language of messages (default: the environment's)
`,
    ru: `Подкова: практический курс по сетям Kubernetes.

Использование: podkova <команда> [параметры]

Команды:
  start                 собрать сайт, если нужно, поднять его вместе с сервером лаб, напечатать адрес
  lab check [LAB…]      составить квитанции лаб: каждый скрипт набирается в шелле и оценивается
  help                  этот текст

Параметры:
  --port N              start: порт (по умолчанию PORT или 4321)
  --host ADDRESS        start: на каком адресе слушать (по умолчанию 127.0.0.1, только с этой машины)
  --public-url URL      start: адрес, по которому приходят ученики, если впереди прокси
  --state FILE          start: где хранить сеансы (по умолчанию .podkova/state.sqlite)
  --repeat N            lab check: прогнать всё N раз и сравнить
  --json                lab check: вывести квитанции как JSON
  --lang en|ru          язык сообщений (по умолчанию из окружения)
`,
  },
  building: { en: 'Building the site (about ten seconds) …', ru: 'Собираем сайт (секунд десять) …' },
  ready: { en: 'Podkova is at {{url}}', ru: 'Подкова открыта по адресу {{url}}' },
  stopHint: { en: 'Press Ctrl-C to stop.', ru: 'Остановить: Ctrl-C.' },
  portTaken: {
    en: 'Port {{port}} is taken. Choose another: npm start -- --port {{next}}',
    ru: 'Порт {{port}} занят. Выберите другой: npm start -- --port {{next}}',
  },
  reachable: {
    en: 'Warning: listening on {{host}}. Everybody who reaches this machine can start labs on it, over unencrypted HTTP.',
    ru: 'Внимание: слушаем на {{host}}. Лабы на этой машине сможет запустить каждый, кто до неё дотянется, по HTTP без шифрования.',
  },
  badPublicUrl: {
    en: '--public-url {{url}}: not an address. Write one like https://labs.example.org',
    ru: '--public-url {{url}}: это не адрес. Нужен адрес вида https://labs.example.org',
  },
  unknownCommand: { en: 'Unknown command: {{command}}. See podkova help.', ru: 'Неизвестная команда: {{command}}. См. podkova help.' },
  runPassed: { en: 'as it must be', ru: 'всё как должно быть' },
  labPassed: { en: '{{lab}}: the receipt holds', ru: '{{lab}}: квитанция сошлась' },
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
