// L16, lesson 3.2: a short name for a Service of another namespace.
import {
  answeredFrom,
  defineLab,
  doesNotResolve,
  type EndpointSlice,
  eventually,
  noObject,
  repeatedly,
  type Service,
  say,
  survivesRestart,
  urlNamesNamespace,
} from 'podkova/grader';

const backend = { namespace: 'cvat', name: 'cvat-backend-server' };
const storage = { namespace: 'minio', name: 'minio' };
const variable = 'AWS_S3_ENDPOINT_URL';

const storageAnswers = answeredFrom({ from: backend, variable, path: '/hostname', namespace: 'minio' });

const dnsUntouched = doesNotResolve({
  from: { namespace: 'clearml', name: 'clearml-apiserver' },
  name: 'minio',
  control: 'minio.minio',
  explain: {
    found: say(
      'Now everybody’s `minio` means yours: the short name leads to the storage from ClearML, too.',
      'Теперь `minio` для всех значит одно и то же: короткое имя ведёт в хранилище и из ClearML.',
    ),
    lookAt: [
      'kubectl -n clearml exec deploy/clearml-apiserver -- dig +showsearch minio',
      'kubectl -n kube-system get configmap coredns -o yaml',
    ],
  },
});

const noTwin = noObject({
  namespace: 'cvat',
  name: 'minio',
  async explain(object, { cluster }) {
    if (object.kind !== 'Service') return undefined;
    if ((object as Service).spec.type === 'ExternalName') {
      return {
        messageId: 'alias',
        found: say(
          'Namespace cvat now has an alias `minio`. A legitimate trick, but here the configuration was wrong, and it still is.',
          'В неймспейсе cvat появился псевдоним `minio`. Приём законный, но неправильным был конфиг, и он таким и остался.',
        ),
        lookAt: ['kubectl -n cvat get svc minio -o wide', 'kubectl -n cvat set env deploy/cvat-backend-server --list'],
      };
    }
    const slices = await cluster.list<EndpointSlice>({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      namespace: 'cvat',
      labelSelector: 'kubernetes.io/service-name=minio',
    });
    if (slices.some(({ endpoints }) => endpoints?.length)) return undefined;
    return {
      messageId: 'twin',
      found: say(
        'Namespace cvat now has a Service `minio` of its own. A selector never looks across namespaces: this twin has no endpoints.',
        'В неймспейсе cvat появился свой сервис `minio`. Селектор не выходит за свой неймспейс: у двойника нет эндпоинтов.',
      ),
      lookAt: ['kubectl -n cvat describe svc minio', 'kubectl get svc -A'],
    };
  },
});

export default defineLab({
  id: 'cross-namespace-minio',
  title: { en: 'Dialling without the city code', ru: 'Без кода города' },
  brief: {
    en: 'CVAT’s backend never becomes ready: it does not find the storage at `http://minio:80`, though MinIO is well and answers others. Correct the configuration of Deployment `cvat-backend-server` in namespace `cvat`. The storage, the cluster’s DNS and the other teams stay as they are.',
    ru: 'Бэкенд CVAT никак не переходит в Ready: он не находит хранилище по адресу `http://minio:80`, хотя MinIO жив и другим отвечает. Исправьте конфигурацию деплоймента `cvat-backend-server` в неймспейсе `cvat`. Хранилище, DNS кластера и соседние команды не трогайте.',
  },
  minutes: 12,
  difficulty: 1,
  requires: [],
  cluster: 'one-node',
  tasks: [
    {
      id: 'full-name',
      kind: 'goal',
      title: { en: 'The backend is given a name that says the namespace', ru: 'Бэкенду задано имя, в котором назван неймспейс' },
      check: urlNamesNamespace({ deployment: backend, variable, namespace: 'minio' }),
      hints: [
        {
          en: 'Which names did the resolver really ask for? `kubectl -n cvat exec deploy/cvat-backend-server -- dig +showsearch minio`',
          ru: 'Какие имена резолвер спрашивал на самом деле? `kubectl -n cvat exec deploy/cvat-backend-server -- dig +showsearch minio`',
        },
        {
          en: 'The search list in the pod’s `/etc/resolv.conf` begins with the namespace of the pod that asks, not of the Service.',
          ru: 'Список search в `/etc/resolv.conf` пода начинается с неймспейса того, кто спрашивает, а не с неймспейса сервиса.',
        },
        {
          en: '`kubectl set env` changes a variable of a Deployment. The shortest name that works from elsewhere has two parts: the Service and its namespace.',
          ru: '`kubectl set env` меняет переменную деплоймента. Самое короткое имя, которое работает из чужого неймспейса, — из двух частей: сервис и его неймспейс.',
        },
      ],
    },
    {
      id: 'storage-answers',
      kind: 'goal',
      title: { en: 'What the backend dials is answered by the storage', ru: 'По заданному адресу бэкенду отвечает хранилище' },
      check: storageAnswers,
      hints: [
        {
          en: 'Dial as the backend does: `kubectl -n cvat exec deploy/cvat-backend-server -- curl -sS -m 3 http://minio/hostname`. What exactly fails?',
          ru: 'Позвоните, как звонит бэкенд: `kubectl -n cvat exec deploy/cvat-backend-server -- curl -sS -m 3 http://minio/hostname`. Что именно не вышло?',
        },
        {
          en: '“Could not resolve host” comes before any connection: neither the Service nor its pods have been asked.',
          ru: '«Could not resolve host» случается до всякого соединения: до сервиса и его подов дело не дошло.',
        },
        {
          en: 'Try names by hand in the backend’s pod until one answers; then give that one to the Deployment.',
          ru: 'Подберите имя руками из пода бэкенда, а то, что ответило, задайте деплойменту.',
        },
      ],
    },
    {
      id: 'survives-rollout',
      kind: 'goal',
      title: { en: 'Still works after both sides are replaced', ru: 'Работает и после замены подов с обеих сторон' },
      check: storageAnswers,
      proof: survivesRestart({
        deployment: [storage, backend],
        before: storageAnswers,
        after: storageAnswers,
        explain: (_, restarted) =>
          restarted === storage
            ? {
                messageId: 'died-with-pod',
                found: say(
                  'The storage has new pods, and what the backend dials leads nowhere: it was the number of one pod.',
                  'У хранилища новые поды, и звонки бэкенда уходят в никуда: он набирал номер одного пода.',
                ),
              }
            : {},
      }),
      hints: [
        {
          en: 'What of the thing that you dial would change if the storage’s pods were replaced?',
          ru: 'Что изменится в том, куда звонит бэкенд, если поды хранилища заменить?',
        },
        {
          en: 'Pods come with new addresses. The Service’s name stays, whoever stands behind it.',
          ru: 'Новые поды приходят с новыми адресами. Имя сервиса остаётся, кто бы за ним ни стоял.',
        },
        {
          en: 'Dial the Service by its name, in the pod template of the Deployment.',
          ru: 'Звоните сервису по имени, и пусть оно стоит в шаблоне пода деплоймента.',
        },
      ],
    },
    {
      id: 'no-twin',
      kind: 'guard',
      title: { en: 'Nothing in namespace cvat is called minio', ru: 'В неймспейсе cvat нет ничего с именем minio' },
      check: noTwin,
    },
    {
      id: 'dns-untouched',
      kind: 'guard',
      title: { en: 'For ClearML the bare name minio still leads nowhere', ru: 'Для ClearML голое имя minio по-прежнему никуда не ведёт' },
      check: dnsUntouched,
      proof: eventually(repeatedly(dnsUntouched)),
    },
  ],
});
