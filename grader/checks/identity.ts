// Is this still the same object? And does every pod still belong to somebody?
import type { Check } from '../check.ts';
import type { ObjectRef } from '../cluster.ts';
import type { KubeObject, Pod } from '../objects.ts';
import { Problem } from '../problem.ts';
import type { Failed } from '../verdict.ts';
import { objectName, say } from './wording.ts';

export interface SameObjectOptions {
  readonly object: ObjectRef;
  /** Fields besides the UID that must be as at the start, e.g. `spec.clusterIP`. */
  readonly fields?: readonly string[];
  readonly explain?: Partial<Pick<Failed, 'found' | 'lookAt'>>;
}

/** Passes when the object has the UID, and the named fields the values, that setup left. Messages: `gone`, `another-object`, `field-changed`. */
export function sameObject({ object, fields = [], explain }: SameObjectOptions): Check {
  return async (look) => {
    const [before, now] = await Promise.all([look.atStart.get<KubeObject>(object), look.cluster.get<KubeObject>(object)]);
    if (!before) throw new Problem('internal', `${objectName(object)} did not exist at the start`);
    const command = `kubectl ${object.namespace ? `-n ${object.namespace} ` : ''}get ${object.kind.toLowerCase()} ${object.name} -o yaml`;
    const failed = (messageId: string, found: Failed['found'], field: string, was: string, is: string): Failed => ({
      status: 'failed',
      reason: 'wrong',
      messageId,
      expected: say('{{object}} is the one that setup made.', '{{object}} — тот самый объект, что был вначале.', {
        object: objectName(object),
      }),
      found,
      evidence: { kind: 'field', object, field, expected: was, found: is },
      lookAt: [command],
    });
    if (!now)
      return failed(
        'gone',
        say('{{object}} is gone.', '{{object}} больше нет.', { object: objectName(object) }),
        'metadata.uid',
        before.metadata.uid,
        '—',
      );
    if (now.metadata.uid !== before.metadata.uid) {
      const found = say('{{object}} is another object with the same name.', '{{object}} — другой объект с тем же именем.', {
        object: objectName(object),
      });
      return { ...failed('another-object', found, 'metadata.uid', before.metadata.uid, now.metadata.uid), ...explain };
    }
    for (const field of fields) {
      const [was, is] = [valueAt(before, field), valueAt(now, field)];
      if (was === is) continue;
      return failed(
        'field-changed',
        say('{{field}} of {{object}} has changed.', 'У {{object}} изменилось поле {{field}}.', { field, object: objectName(object) }),
        field,
        was,
        is,
      );
    }
    return { status: 'passed' };
  };
}

function valueAt(object: unknown, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '—');
}

/** Passes when every pod of the namespace has a controller. Message: `orphan-pods`. */
export function everyPodOwned({ namespace }: { readonly namespace: string }): Check {
  return async (look) => {
    const pods = await look.cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace });
    const orphans = pods.filter(
      ({ metadata }) => !metadata.deletionTimestamp && !metadata.ownerReferences?.some(({ controller }) => controller),
    );
    if (orphans.length === 0) return { status: 'passed' };
    const names = orphans.map(({ metadata }) => metadata.name).join(', ');
    return {
      status: 'failed',
      reason: 'wrong',
      messageId: 'orphan-pods',
      expected: say(
        'Every pod of namespace {{namespace}} belongs to a controller.',
        'У каждого пода в неймспейсе {{namespace}} есть контроллер.',
        { namespace },
      ),
      found: say(
        'Nobody looks after {{names}}: once gone, it will not come back.',
        'За {{names}} никто не следит: исчезнет — не вернётся.',
        { names },
      ),
      evidence: {
        kind: 'objects',
        rows: pods.map((pod) => {
          const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
          return {
            object: { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.metadata.name },
            note: owner
              ? say('owned by {{owner}}', 'владелец: {{owner}}', { owner: `${owner.kind} ${owner.name}` })
              : say('no owner', 'владельца нет'),
            good: owner !== undefined,
          };
        }),
      },
      lookAt: [
        `kubectl -n ${namespace} get pods -o custom-columns=NAME:.metadata.name,OWNER:.metadata.ownerReferences[0].name`,
        `kubectl -n ${namespace} get pods --show-labels`,
      ],
    };
  };
}
