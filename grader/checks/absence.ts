// Something that must not come into being.
import type { Check, Look } from '../check.ts';
import type { KubeObject } from '../objects.ts';
import type { Failed } from '../verdict.ts';
import { objectName, say } from './wording.ts';

export interface NoObjectOptions {
  readonly namespace: string;
  readonly name: string;
  /** Services, Deployments and pods unless it says otherwise. */
  readonly kinds?: readonly { readonly apiVersion: string; readonly kind: string }[];
  /** Names a particular mistake; the general message stands where it returns undefined. */
  readonly explain?: (
    object: KubeObject,
    look: Look,
  ) =>
    | Promise<(Pick<Failed, 'messageId' | 'found'> & Partial<Failed>) | undefined>
    | (Pick<Failed, 'messageId' | 'found'> & Partial<Failed>)
    | undefined;
}

const usualKinds = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Pod' },
] as const;

/** Passes while no object of that name is in the namespace. Messages: `object-appeared`, and what `explain` adds. */
export function noObject({ namespace, name, kinds = usualKinds, explain }: NoObjectOptions): Check {
  return async (look) => {
    for (const kind of kinds) {
      const ref = { ...kind, namespace, name };
      const object = await look.cluster.get<KubeObject>(ref);
      if (!object) continue;
      const found = say('{{object}} has appeared.', 'Появился объект {{object}}.', { object: objectName(ref) });
      return {
        status: 'failed',
        reason: 'wrong',
        messageId: 'object-appeared',
        expected: say(
          'Nothing in namespace {{namespace}} is called {{name}}.',
          'В неймспейсе {{namespace}} нет ничего с именем {{name}}.',
          {
            namespace,
            name,
          },
        ),
        found,
        evidence: { kind: 'objects', rows: [{ object: ref, note: found, good: false }] },
        lookAt: [`kubectl -n ${namespace} get ${kind.kind.toLowerCase()} ${name} -o yaml`],
        ...(await explain?.(object, look)),
      };
    }
    return { status: 'passed' };
  };
}
