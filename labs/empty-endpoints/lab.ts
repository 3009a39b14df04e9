// L06, lesson 2.2: a Service whose selector matches nobody.
import { answeredBy, connects, defineLab, endpointsAre, everyPodOwned, sameObject, say, survivesRestart } from 'podkova/grader';

const storage = { namespace: 'minio', name: 'minio' };
const client = { namespace: 'cvat', name: 'client' };
const service = { apiVersion: 'v1', kind: 'Service', ...storage };

const connected = connects({
  from: client,
  host: 'minio.minio',
  port: 80,
  lookAt: [
    'kubectl -n cvat exec deploy/client -- curl -sS -m 3 http://minio.minio/hostname',
    'kubectl -n minio get endpointslices -l kubernetes.io/service-name=minio',
  ],
});

const endpoints = endpointsAre({
  service: storage,
  deployment: storage,
  explain({ service: found, endpoints }) {
    const selector = found?.spec.selector ?? {};
    if (endpoints.length > 0 || selector.app !== 'minio' || selector.tier !== 'storage') return undefined;
    return {
      messageId: 'tier-remains',
      found: say(
        'The selector still asks for tier=storage. A merge patch adds and replaces keys, it does not remove them.',
        'Селектор по-прежнему требует tier=storage. Merge-патч добавляет и заменяет ключи, но не удаляет их.',
      ),
      evidence: { kind: 'field', object: service, field: 'spec.selector', found: JSON.stringify(selector) },
    };
  },
});

const newPodsBehindIt = endpointsAre({ service: storage, deployment: storage, others: 'allowed' });

export default defineLab({
  id: 'empty-endpoints',
  title: { en: 'Nobody picks up', ru: 'Никто не берёт трубку' },
  brief: {
    en: 'CVAT cannot save its pictures: calls to `minio.minio` are refused, though both storage pods are running. Restore the Service `minio` in namespace `minio`. Do not re-create it: its number is written down elsewhere.',
    ru: 'CVAT не может сохранить картинки: запросы к `minio.minio` получают отказ, хотя оба пода хранилища работают. Почините сервис `minio` в неймспейсе `minio`. Не пересоздавайте его: его номер записан и в других местах.',
  },
  minutes: 15,
  difficulty: 2,
  requires: [],
  cluster: 'one-node',
  tasks: [
    {
      id: 'endpoints',
      kind: 'goal',
      title: { en: 'Behind the Service stand exactly the two storage pods', ru: 'За сервисом стоят ровно два пода хранилища' },
      check: endpoints,
      hints: [
        {
          en: 'Compare what `kubectl -n minio describe svc minio` asks for with what `kubectl -n minio get pods --show-labels` offers.',
          ru: 'Сравните, чего просит `kubectl -n minio describe svc minio` и что предлагает `kubectl -n minio get pods --show-labels`.',
        },
        {
          en: 'Two keys of the selector are wrong: one has the wrong value, the other is worn by no pod at all.',
          ru: 'В селекторе неверны два ключа: у одного не то значение, а второго нет ни у одного пода.',
        },
        {
          en: 'A merge patch removes a key when you give it the value `null`; a JSON patch can replace the whole of `/spec/selector`.',
          ru: 'Merge-патч удаляет ключ, если дать ему значение `null`; JSON-патч умеет заменить `/spec/selector` целиком.',
        },
      ],
    },
    {
      id: 'connects',
      kind: 'goal',
      title: { en: 'The client reaches minio.minio:80', ru: 'Клиент достучался до minio.minio:80' },
      check: connected,
      hints: [
        {
          en: 'Call it yourself: `kubectl -n cvat exec deploy/client -- curl -sS -m 3 http://minio.minio/hostname`. Refused or silent?',
          ru: 'Позвоните сами: `kubectl -n cvat exec deploy/client -- curl -sS -m 3 http://minio.minio/hostname`. Отказ или молчание?',
        },
        {
          en: '“Connection refused” at once, from a Service: kube-proxy rejects calls to a Service without ready endpoints.',
          ru: 'Мгновенный «connection refused» от сервиса: kube-proxy отбивает соединения с сервисом, у которого нет готовых эндпоинтов.',
        },
        {
          en: 'Mend the selector and this turns green by itself; neither the client nor DNS is at fault.',
          ru: 'Исправьте селектор, и это позеленеет само: ни клиент, ни DNS не виноваты.',
        },
      ],
    },
    {
      id: 'only-storage-answers',
      kind: 'goal',
      title: { en: 'Only storage answers, never the console', ru: 'Отвечает только хранилище, а не консоль' },
      check: answeredBy({
        from: client,
        url: 'http://minio.minio/hostname',
        times: 40,
        deployment: storage,
        explain: (strangers) =>
          strangers.some((name) => name.startsWith('minio-console-'))
            ? {
                messageId: 'console-answers',
                found: say(
                  'The console answers storage calls: the label that you chose is worn by its pods too.',
                  'На звонки в хранилище отвечает консоль: выбранный лейбл носят и её поды.',
                ),
              }
            : undefined,
        lookAt: [
          'kubectl -n cvat exec deploy/client -- curl -sS -m 3 http://minio.minio/hostname',
          'kubectl -n minio get pods --show-labels',
        ],
      }),
      hints: [
        {
          en: 'Call several times and read who answers: `/hostname` tells the name of the pod.',
          ru: 'Позвоните несколько раз и посмотрите, кто отвечает: `/hostname` называет имя пода.',
        },
        {
          en: 'A selector takes every pod that wears all of its labels, whoever made the pod.',
          ru: 'Селектор берёт каждый под, на котором есть все его лейблы, кто бы этот под ни создал.',
        },
        {
          en: 'Choose the label that storage pods have and console pods do not: `app`.',
          ru: 'Выберите лейбл, который есть у подов хранилища и которого нет у консоли: `app`.',
        },
      ],
    },
    {
      id: 'survives-rollout',
      kind: 'goal',
      title: { en: 'Still works after the pods are replaced', ru: 'Работает и после замены подов' },
      check: connected,
      proof: survivesRestart({
        deployment: storage,
        before: connected,
        after: async (look) => {
          const held = await newPodsBehindIt(look);
          return held.status === 'passed' ? connected(look) : held;
        },
        explain: ({ messageId }) =>
          messageId === 'no-endpoints' || messageId === 'missing-endpoints'
            ? {
                messageId: 'labels-died-with-pod',
                found: say(
                  'The labels died with the pod: you corrected a person’s badge, not the job description (the pod template).',
                  'Лейблы умерли вместе с подом: вы исправили бейдж человека, а не должностную инструкцию (шаблон пода).',
                ),
              }
            : {},
      }),
      hints: [
        { en: 'Who writes the labels of a new pod?', ru: 'Кто пишет лейблы нового пода?' },
        {
          en: 'A Deployment stamps them from its pod template. What you put on a living pod goes when it goes.',
          ru: 'Деплоймент ставит их по шаблону пода. То, что вы повесили на живой под, исчезнет вместе с ним.',
        },
        {
          en: 'Mend the Service’s selector, or the template in the Deployment; leave living pods alone.',
          ru: 'Правьте селектор сервиса или шаблон в деплойменте, а живые поды не трогайте.',
        },
      ],
    },
    {
      id: 'no-orphans',
      kind: 'guard',
      title: { en: 'No pod is left without a controller', ru: 'Ни один под не остался без контроллера' },
      check: everyPodOwned({ namespace: 'minio' }),
    },
    {
      id: 'same-service',
      kind: 'guard',
      title: { en: 'It is the same Service, with the same number', ru: 'Это тот же сервис с тем же номером' },
      check: sameObject({
        object: service,
        fields: ['spec.clusterIP'],
        explain: {
          found: say(
            'This is another Service with the same name: its number has changed.',
            'Это другой сервис с тем же именем: его номер изменился.',
          ),
          lookAt: ['kubectl -n minio get svc minio -o wide', 'kubectl -n minio get svc minio -o jsonpath={.metadata.uid}'],
        },
      }),
    },
  ],
});
