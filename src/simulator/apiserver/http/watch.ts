// GET with watch=true: a stream of events, one JSON document a line (apiserver pkg/endpoints/handlers/watch.go).
import type { KubeObject } from '../../objects.ts';
import { seenThrough } from '../in-process-api.ts';
import { groupVersion } from '../resources/index.ts';
import { ApiError, type Status } from '../status.ts';
import { partial, tableOf } from '../table.ts';
import { compileQuery } from '../verbs.ts';
import { type Context, includeObject, isTrue, listQuery } from './context.ts';
import { onWire } from './present.ts';
import { wholeNumber } from './read.ts';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';

const encoder = new TextEncoder();

/**
 * Answers at once. The stream ends after timeoutSeconds, or when the request's signal aborts, or when the reader cancels.
 * Without a resourceVersion it begins with everything that there is.
 */
export function watchAll(context: Context): Response {
  const { storage, resource, query, clock, request } = context;
  const matches = compileQuery(resource, listQuery(context));
  const timeoutSeconds = wholeNumber(query.get('timeoutSeconds'));
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  const initial = initialEvents(context);
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encode = encoderFor(context);
      const send = (line: unknown) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      const sendEvent = (type: EventType, object: KubeObject) => send({ type, object: encode(object) });
      const sendBookmark = (annotations?: Record<string, string>) => send({ type: 'BOOKMARK', object: bookmark(context, annotations) });
      const end = () => {
        stop();
        controller.close();
      };
      const unsubscribe = storage.onChange(resource, (change) => {
        const event = seenThrough(matches, change);
        if (event) sendEvent(event.type, event.object);
      });
      const cancelTimeout =
        timeoutSeconds === undefined
          ? () => {}
          : clock.after(timeoutSeconds * 1000, () => {
              if (bookmarks) sendBookmark();
              end();
            });
      request.signal.addEventListener('abort', end, { once: true });
      stop = () => {
        unsubscribe();
        cancelTimeout();
        request.signal.removeEventListener('abort', end);
        stop = () => {};
      };
      if (request.signal.aborted) return end();
      try {
        for (const { type, object } of initial.events()) sendEvent(type, object);
        if (initial.announced && bookmarks) sendBookmark({ 'k8s.io/initial-events-end': 'true' });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        send({ type: 'ERROR', object: error.status satisfies Status });
        end();
      }
    },
    cancel: () => stop(),
  });
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  return new Response(body, { headers });
}

interface Initial {
  /** Throws Gone. */
  events(): Iterable<{ type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject }>;
  /** The client asked to be told where the initial events end. */
  readonly announced: boolean;
}

function initialEvents(context: Context): Initial {
  const { storage, verbs, resource, query } = context;
  const matches = compileQuery(resource, listQuery(context));
  const announced = isTrue(query.get('sendInitialEvents'));
  const asked = query.get('resourceVersion') ?? '';
  if (asked !== '' && !/^\d+$/.test(asked)) {
    const fault = {
      type: 'FieldValueInvalid',
      field: 'resourceVersion',
      message: `Invalid value: ${JSON.stringify(asked)}: strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`,
    } as const;
    throw ApiError.invalid({ group: 'meta.k8s.io', kind: 'ListOptions', plural: 'listoptions' }, '', [fault]);
  }
  const revision = Number(asked);
  if (announced || revision === 0) {
    return { announced, events: () => verbs.list(resource, listQuery(context)).map((object) => ({ type: 'ADDED' as const, object })) };
  }
  return {
    announced: false,
    events: () => storage.changesSince(resource, revision).flatMap((change) => seenThrough(matches, change) ?? []),
  };
}

/** Objects in the form that was asked for. Only the first table says its columns. */
function encoderFor(context: Context): (object: KubeObject) => unknown {
  const { form, resource, clock } = context;
  if (form.as === 'PartialObjectMetadata' || form.as === 'PartialObjectMetadataList') return partial;
  if (form.as !== 'Table') return (object) => onWire(resource, object);
  const include = includeObject(context);
  let withColumns = true;
  return (object) => {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const table = tableOf(resource, [object], { nowMs: clock.now(), include, metadata, withColumns });
    withColumns = false;
    return table;
  };
}

function bookmark({ storage, resource, form }: Context, annotations?: Record<string, string>): unknown {
  const metadata = { resourceVersion: String(storage.revision), creationTimestamp: null, ...(annotations && { annotations }) };
  if (form.as === 'Table') return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: null, rows: [] };
  return { kind: resource.kind, apiVersion: groupVersion(resource), metadata };
}
