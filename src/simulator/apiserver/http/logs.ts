// GET pods/log: what a container has written, and goes on writing (pkg/registry/core/pod/rest/log.go).
import type { LogQuery } from '../node-connection.ts';
import { pods } from '../resources/index.ts';
import { ApiError } from '../status.ts';
import { type Context, isTrue } from './context.ts';
import { connectionTo, containerOf } from './node-of-pod.ts';
import { wholeNumber } from './read.ts';

/** Answers when the first bytes are there, or a refusal, or when it is clear that both may be long in coming. */
export async function readLogs(context: Context): Promise<Response> {
  const { verbs, namespace, name, query, request } = context;
  const pod = verbs.get(pods, namespace, name);
  const container = containerOf(pod, query.get('container'));
  if (!pod.spec.nodeName) return new Response(null, { status: 204 });
  const connection = connectionTo(context, pod, 'containerLogs');
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const chunks = connection.logs(pod, logQuery(context, container), signal)[Symbol.asyncIterator]();
  const first = chunks.next();
  // A refusal comes within a few turns of the queue, without time passing: only then can the status still say so.
  await Promise.race([first, turns(20)]);
  let pending: Promise<IteratorResult<Uint8Array>> | undefined = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await (pending ?? chunks.next());
        pending = undefined;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (signal.aborted) controller.close();
        else controller.error(error);
      }
    },
    cancel: () => stop.abort(),
  });
  return new Response(body, { headers: { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' } });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined;
}

function logQuery({ query, clock }: Context, container: string): LogQuery {
  const tailLines = wholeNumber(query.get('tailLines'));
  const limitBytes = wholeNumber(query.get('limitBytes'));
  const sinceSeconds = wholeNumber(query.get('sinceSeconds'));
  const sinceTime = query.get('sinceTime');
  const sinceMs = sinceTime ? Date.parse(sinceTime) : sinceSeconds !== undefined ? clock.now() - sinceSeconds * 1000 : undefined;
  if (tailLines !== undefined && tailLines < 0) {
    const message = `Invalid value: ${tailLines}: must be greater than or equal to 0`;
    throw ApiError.invalid({ group: '', kind: 'PodLogOptions', plural: 'podlogoptions' }, '', [
      { type: 'FieldValueInvalid', field: 'tailLines', message },
    ]);
  }
  return {
    container,
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceMs !== undefined && { sinceMs }),
  };
}
