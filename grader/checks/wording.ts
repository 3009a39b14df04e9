// Words that several checks need, in both languages.
import type { ConnectOutcome, ObjectRef, Place } from '../cluster.ts';
import type { Localized, Message } from '../message.ts';

export function say(en: string, ru: string, values?: Readonly<Record<string, string | number>>): Message {
  return values ? { text: { en, ru }, values } : { text: { en, ru } };
}

export const outcomeWords: Readonly<Record<ConnectOutcome, Localized>> = {
  connected: { en: 'the connection was opened', ru: 'соединение установлено' },
  refused: { en: 'connection refused', ru: 'в соединении отказано (connection refused)' },
  'timed-out': { en: 'no answer (timeout)', ru: 'ответа нет (таймаут)' },
  unresolved: { en: 'the name did not resolve', ru: 'имя не резолвится' },
  'no-route': { en: 'no route to host', ru: 'нет маршрута до хоста' },
};

export function placeName(place: Place): string {
  if (place === 'outside') return 'outside';
  return 'node' in place ? `node ${place.node}` : `${place.pod.namespace}/${place.pod.name}`;
}

export function objectName({ kind, namespace, name }: ObjectRef): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}
