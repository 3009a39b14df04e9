// What a page may say to its session over a socket, held to the letter.
import { z } from 'zod';
import { calls, type ToHost } from '../../session/index.ts';

/** Subscriptions of one page: a view, and a few for each picture of a lesson. */
const id = z.int().gte(0);
const text = z.string().max(8192);
const name = z.string().max(512);

const toHost = z.discriminatedUnion('type', [
  // JSON has no undefined.
  z.strictObject({ type: z.literal('call'), id, call: z.enum(calls), args: z.array(z.nullable(text)).max(2) }),
  z.strictObject({ type: z.literal('view'), id }),
  z.strictObject({
    type: z.literal('read'),
    id,
    query: z.strictObject({
      apiVersion: name,
      kind: name,
      namespace: name.exactOptional(),
      name: name.exactOptional(),
      labelSelector: name.exactOptional(),
    }),
  }),
  z.strictObject({
    type: z.literal('reach'),
    id,
    query: z.strictObject({
      callers: z.array(z.strictObject({ namespace: name, pod: name })).max(16),
      targets: z.array(z.strictObject({ host: name, port: z.int().gte(1).lte(65_535) })).max(16),
    }),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), id }),
  z.strictObject({ type: z.literal('visible'), visible: z.boolean() }),
]);

/** Undefined when it is not a message that a page sends. */
export function parseToHost(json: string): ToHost | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { data } = toHost.safeParse(value);
  return data?.type === 'call' ? { ...data, args: data.args.map((arg) => arg ?? undefined) } : data;
}
