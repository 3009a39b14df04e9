// Events, as the core group has them (pkg/registry/core/event/strategy.go).
import type { KubeEvent } from '../../objects.ts';
import { age } from '../age.ts';
import type { Resource } from '../resource.ts';
import { int32, objectReference, struct, text, time } from '../schemas/build.ts';
import { validateEvent } from '../validation/event.ts';
import { column, NAME, wide } from './columns.ts';

export const events: Resource<KubeEvent> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  schema: {
    involvedObject: objectReference,
    reason: text,
    message: text,
    source: struct('EventSource', { component: text, host: text }),
    firstTimestamp: time,
    lastTimestamp: time,
    count: int32,
    type: text,
    eventTime: time,
    series: struct('EventSeries', { count: int32, lastObservedTime: time }),
    action: text,
    related: objectReference,
    reportingComponent: text,
    reportingInstance: text,
  },
  columns: [
    column('Last Seen', 'When it was seen last.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'Why, in one word.'),
    column('Object', 'What it is about.'),
    wide('Subobject', 'Which part of the object it is about.'),
    wide('Source', 'Who reports it.'),
    column('Message', 'What happened.'),
    wide('First Seen', 'When it was seen first.'),
    wide('Count', 'How often it was seen.'),
    { ...NAME, priority: 1 },
  ],
  cells(event, nowMs) {
    const first = event.firstTimestamp ?? event.eventTime;
    const last = event.lastTimestamp ?? first;
    const { component, host } = event.source ?? {};
    return [
      age(last, nowMs),
      event.type,
      event.reason,
      `${event.involvedObject.kind.toLowerCase()}/${event.involvedObject.name}`,
      event.involvedObject.fieldPath ?? '',
      [component || event.reportingComponent, host || event.reportingInstance].filter(Boolean).join(', '),
      event.message.trim(),
      age(first, nowMs),
      event.count ?? 1,
      event.metadata.name,
    ];
  },
  applyDefaults(event) {
    event.involvedObject ??= { kind: '', name: '' };
    event.eventTime ??= null;
    event.message ??= '';
    event.reason ??= '';
    event.reportingComponent ??= '';
    event.reportingInstance ??= '';
  },
  validate: validateEvent,
  selectableFields: ({ metadata, involvedObject, reason, type, source, reportingComponent }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'involvedObject.kind': involvedObject?.kind ?? '',
    'involvedObject.namespace': involvedObject?.namespace ?? '',
    'involvedObject.name': involvedObject?.name ?? '',
    'involvedObject.uid': involvedObject?.uid ?? '',
    'involvedObject.apiVersion': involvedObject?.apiVersion ?? '',
    'involvedObject.resourceVersion': involvedObject?.resourceVersion ?? '',
    'involvedObject.fieldPath': involvedObject?.fieldPath ?? '',
    reason: reason ?? '',
    reportingComponent: reportingComponent ?? '',
    source: source?.component || reportingComponent || '',
    type: type ?? '',
  }),
};
