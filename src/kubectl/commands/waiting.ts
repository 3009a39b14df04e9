// Waiting for one object to become something, or to go: by watching, never by asking again and again.
import type { Invocation } from '../command.ts';
import { pathOf } from '../discovery.ts';
import { failure, isNotFound } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import type { Found } from '../selection.ts';

/** Seen by `waitForObject`: the object as it is now, undefined once it is gone. */
export type Seen = KubeObject | undefined;

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/**
 * Resolves once `done` says so of the object, now or later. `timeoutMs` 0 looks once, a negative or infinite one waits
 * for ever. Throws `TimedOut`.
 */
export async function waitForObject(
  invocation: Invocation,
  target: Pick<Found, 'resource' | 'path'> & { name: string; namespace: string | undefined },
  timeoutMs: number,
  done: (seen: Seen) => boolean | Promise<boolean>,
): Promise<Seen> {
  const { client, process } = invocation;
  const stop = new AbortController();
  const signal = AbortSignal.any([process.signal, stop.signal]);
  const cancel =
    Number.isFinite(timeoutMs) && timeoutMs >= 0
      ? process.clock.after(timeoutMs, () => stop.abort(new TimedOut('timed out waiting for the condition')))
      : () => {};
  try {
    for (;;) {
      let resourceVersion: string | undefined;
      const seen = await client.json(target.path, { signal }).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (await done(seen)) return seen;
      if (!seen && !stop.signal.aborted) resourceVersion = '0';
      else resourceVersion = seen?.metadata.resourceVersion;
      const path = pathOf(target.resource, target.namespace);
      const query = {
        fieldSelector: `metadata.name=${target.name}`,
        resourceVersion: resourceVersion === '0' ? undefined : resourceVersion,
      };
      for await (const event of client.watch(path, { query, signal })) {
        if (event.type === 'ERROR') break;
        if (event.type === 'BOOKMARK') continue;
        const object = event.type === 'DELETED' ? undefined : (event.object as KubeObject);
        if (await done(object)) return object;
      }
      // The server ended the watch; it is asked anew, not at once.
      await process.clock.sleep(1000, signal);
    }
  } catch (error) {
    if (stop.signal.aborted && !process.signal.aborted) throw stop.signal.reason;
    throw error;
  } finally {
    cancel();
    if (!stop.signal.aborted) stop.abort(new Error('done'));
  }
}

/** Failures of those that did not go in time. */
export async function waitUntilGone(invocation: Invocation, found: readonly Found[], timeoutMs: number): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const { resource, path, object } of found) {
    const { name, namespace, uid } = object.metadata;
    try {
      await waitForObject(
        invocation,
        { resource, path, name, namespace },
        timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY,
        (seen) => !seen || (uid !== undefined && seen.metadata.uid !== uid),
      );
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      errors.push(failure(`timed out waiting for the condition on ${resource.plural}/${name}`));
    }
  }
  return errors;
}
