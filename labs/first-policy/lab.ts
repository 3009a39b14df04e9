// L27, lesson 6.1: a first NetworkPolicy. The gate stands at the called side.
import {
  defineLab,
  fits,
  holdsForNewPods,
  type NetworkPolicy,
  type ReachFinding,
  type ReachOptions,
  reach,
  reachProof,
  say,
  staysReady,
} from 'podkova/grader';

const shop = (name: string) => ({ namespace: 'shop', name });
const backend = shop('backend');
const web = shop('web');
const database = shop('db');
const stranger = { namespace: 'other', name: 'stranger' };
const db = { host: 'db.shop', port: 5432 };
const dbPods = { podsOf: database, port: 5432 };

/** Labels that no pod wears, only the Deployment and the Service. */
const onPaper = (name: string) => ({ app: name });
const call = (from: string, target: string) => `kubectl ${from} -- curl -sS -m 3 http://${target}/hostname`;
const policiesOf = 'kubectl -n shop describe netpol';

/** The policies of the shop that protect its database, as their authors meant it or as it came out. */
const aboutDb = (policies: readonly NetworkPolicy[]) =>
  policies.filter(({ metadata, spec }) => metadata.namespace === 'shop' && fits(spec.podSelector, { role: 'db' }));

const explainOpen = ({ messageId, policies }: ReachFinding) => {
  if (messageId !== 'admitted') return undefined;
  const about = aboutDb(policies);
  if (about.some(({ spec }) => spec.ingress?.some((rule) => !rule.from?.length && !rule.ports?.length))) {
    return {
      messageId: 'empty-rule',
      found: say(
        'An empty rule admits everyone: `ingress: [{}]` lists one visitor, “anybody”.',
        'Пустое правило пускает всех: в списке `ingress: [{}]` один посетитель — «кто угодно».',
      ),
      lookAt: [policiesOf],
    };
  }
  if (about.length > 0) return undefined;
  if (policies.some(({ metadata, spec }) => metadata.namespace === 'shop' && fits(spec.podSelector, onPaper('db')))) {
    return {
      messageId: 'protects-nobody',
      found: say(
        'The policy protects pods with `app=db`, and there are none: that label hangs on the Deployment and the Service.',
        'Политика защищает поды с `app=db`, а таких нет: этот лейбл висит на деплойменте и сервисе.',
      ),
      lookAt: ['kubectl -n shop get pods --show-labels', policiesOf],
    };
  }
  if (policies.some(({ metadata, spec }) => metadata.namespace !== 'shop' && fits(spec.podSelector, { role: 'db' }))) {
    return {
      messageId: 'other-namespace',
      found: say(
        'The policy lies in another namespace. It protects pods of its own namespace only.',
        'Политика лежит в чужом неймспейсе. Она защищает поды только своего.',
      ),
      lookAt: ['kubectl get netpol -A'],
    };
  }
  return {
    messageId: 'no-gate',
    found: say(
      'No policy of namespace shop selects the pod of db, so it is open to everybody.',
      'Ни одна политика неймспейса shop не выбирает под db, поэтому он открыт всем.',
    ),
    lookAt: ['kubectl -n shop get netpol', 'kubectl -n shop get pods --show-labels'],
  };
};

const onlyBackend: ReachOptions = {
  open: [
    [backend, db],
    [backend, dbPods],
  ],
  closed: [
    [web, db],
    [stranger, db],
    [web, dbPods],
    [stranger, dbPods],
  ],
  explain: explainOpen,
  lookAt: [call('-n shop exec deploy/web', 'db:5432'), call('-n other exec deploy/stranger', 'db.shop:5432'), policiesOf],
};

const gateHints = [
  {
    en: 'The policy lives at the called side: write it for the pods that are to be protected, in their namespace.',
    ru: 'Политика живёт на той стороне, куда звонят: её пишут для тех подов, которые защищают, в их неймспейсе.',
  },
  {
    en: 'Selecting a pod for Ingress closes it, except for what the policy lists. There is no rule that says “deny”.',
    ru: 'Как только политика выбрала под для Ingress, он закрыт для всех, кроме перечисленных. Правила «запретить» не бывает.',
  },
  {
    en: '`spec.podSelector` says whom it protects, `ingress.from.podSelector` whom it admits. Take the labels that the pods wear: `kubectl -n shop get pods --show-labels`.',
    ru: '`spec.podSelector` — кого защищаем, `ingress.from.podSelector` — кого пускаем. Лейблы берите те, что на подах: `kubectl -n shop get pods --show-labels`.',
  },
] as const;

export default defineLab({
  id: 'first-policy',
  title: { en: 'The first pass', ru: 'Первый пропуск' },
  brief: {
    en: 'In the namespace `shop` everybody may call the database: the shop window `web`, and even `stranger` from the namespace `other`. Let only pods with `role=backend` open connections to `db` on port 5432. Nothing else may change.',
    ru: 'В неймспейсе `shop` до базы может дозвониться кто угодно: витрина `web` и даже `stranger` из неймспейса `other`. Сделайте так, чтобы соединения с `db` на порту 5432 открывали только поды с `role=backend`. Всё остальное должно остаться как было.',
  },
  minutes: 15,
  difficulty: 1,
  requires: ['network-policy'],
  cluster: 'one-node',
  namespace: 'shop',
  tasks: [
    {
      id: 'db-protected',
      kind: 'goal',
      title: { en: 'Neither web nor the stranger reaches the database', ru: 'До базы не достают ни web, ни чужак' },
      check: reach(onlyBackend),
      proof: reachProof(onlyBackend),
      hints: gateHints,
    },
    {
      id: 'new-pods',
      kind: 'goal',
      title: { en: 'It holds for pods that come later, too', ru: 'То же верно и для подов, которые появятся потом' },
      check: reach(onlyBackend),
      proof: holdsForNewPods({
        protects: database,
        reach: onlyBackend,
        admits: backend,
        strangersIn: ['shop', 'other'],
        target: dbPods,
        explain: ({ messageId }) =>
          messageId === 'stranger-admitted'
            ? {
                found: say(
                  'A newcomer without a badge gets through: you closed the gates of those who call today. The gate to guard is the database’s own.',
                  'Новичок без бейджа проходит: вы закрыли двери тем, кто звонит сегодня. Охранять надо дверь самой базы.',
                ),
              }
            : undefined,
      }),
      hints: [
        {
          en: 'A pod’s name and address change with every re-creation. What stays?',
          ru: 'Имя и адрес пода меняются при каждом пересоздании. Что остаётся?',
        },
        {
          en: 'Speak of roles: labels come from the template, so the next pod wears them as well.',
          ru: 'Говорите о ролях: лейблы приходят из шаблона, и следующий под наденет их же.',
        },
        {
          en: 'Both selectors want labels of the pod template, `role=db` and `role=backend`; no addresses, no `pod-template-hash`.',
          ru: 'В обоих селекторах нужны лейблы из шаблона пода, `role=db` и `role=backend`; никаких адресов и `pod-template-hash`.',
        },
      ],
    },
    {
      id: 'backend-reaches-db',
      kind: 'guard',
      title: { en: 'backend still reaches the database', ru: 'backend по-прежнему достаёт до базы' },
      check: reach({
        open: [[backend, db]],
        explain: ({ policies }) =>
          aboutDb(policies).some(({ spec }) =>
            spec.ingress?.some(({ from }) => from?.some(({ podSelector }) => podSelector?.matchLabels?.app === 'backend')),
          )
            ? {
                messageId: 'nobody-wears-it',
                found: say(
                  'Nobody at work wears the badge `app=backend`: it hangs on the Deployment, not on its pods.',
                  'Бейдж `app=backend` никто на работе не носит: он висит на деплойменте, а не на его подах.',
                ),
                lookAt: ['kubectl -n shop get deploy,pods --show-labels', policiesOf],
              }
            : undefined,
        lookAt: [call('-n shop exec deploy/backend', 'db:5432'), policiesOf],
      }),
    },
    {
      id: 'others-untouched',
      kind: 'guard',
      title: { en: 'web and backend still reach each other', ru: 'web и backend по-прежнему достают друг до друга' },
      check: reach({
        open: [
          [backend, { host: 'web.shop', port: 80 }],
          [web, { host: 'backend.shop', port: 8080 }],
          [stranger, { host: 'web.shop', port: 80 }],
        ],
        explain: ({ policies }) =>
          policies.some(
            ({ metadata, spec }) =>
              metadata.namespace === 'shop' && spec.policyTypes?.includes('Ingress') && fits(spec.podSelector, { role: 'web' }),
          )
            ? {
                messageId: 'whole-floor',
                found: say(
                  'You locked the whole floor: the policy selects every pod of the namespace, not just the database.',
                  'Вы заперли весь этаж: политика выбирает все поды неймспейса, а не одну базу.',
                ),
                lookAt: ['kubectl -n shop get netpol', policiesOf],
              }
            : undefined,
        lookAt: [call('-n shop exec deploy/web', 'backend:8080'), call('-n shop exec deploy/backend', 'web'), policiesOf],
      }),
    },
    {
      id: 'db-calls-out',
      kind: 'guard',
      title: { en: 'The database can still call out', ru: 'База по-прежнему может звонить сама' },
      check: reach({
        open: [[database, { host: 'web.shop', port: 80 }]],
        explain: ({ policies }) =>
          aboutDb(policies).some(({ spec }) => spec.policyTypes?.includes('Egress'))
            ? {
                messageId: 'no-way-out',
                found: say(
                  'The database can no longer call out: a policy with `Egress` among its `policyTypes` closes the way out as well.',
                  'База больше не может позвонить сама: политика, у которой в `policyTypes` есть `Egress`, закрывает и выход.',
                ),
                lookAt: [policiesOf, 'kubectl -n shop get netpol -o yaml'],
              }
            : undefined,
        lookAt: [call('-n shop exec deploy/db', 'web'), policiesOf],
      }),
    },
    {
      id: 'db-ready',
      kind: 'guard',
      title: { en: 'The database stays Ready', ru: 'База остаётся Ready' },
      check: staysReady(database),
    },
  ],
});
