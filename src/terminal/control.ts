// Control messages between a screen and a terminal: JSON in text frames, refused when they are not exactly these.
import * as z from 'zod/mini';
import { MAX_CELLS } from './limits.ts';

const cells = z.int().check(z.gte(1), z.lte(MAX_CELLS));
const offset = z.int().check(z.gte(0));

const fromScreen = z.discriminatedUnion('type', [
  /**
   * First of all. `from` is the offset of the next byte that the screen lacks; null when it has nothing. With `yields` it
   * watches when another screen is there already.
   */
  z.strictObject({ type: z.literal('hello'), from: z.nullable(offset), columns: cells, rows: cells, yields: z.optional(z.boolean()) }),
  /** From now on this screen types. */
  z.strictObject({ type: z.literal('take') }),
  /** Everything before `offset` is on the screen. */
  z.strictObject({ type: z.literal('ack'), offset }),
  z.strictObject({ type: z.literal('resize'), columns: cells, rows: cells }),
  /** After `exit`: open the terminal anew. */
  z.strictObject({ type: z.literal('again') }),
]);

const fromHost = z.discriminatedUnion('type', [
  /** Binary frames go on at `offset`, which the screen asked for. */
  z.strictObject({ type: z.literal('resume'), offset }),
  /** The screen starts empty; binary frames go on at `offset`. */
  z.strictObject({ type: z.literal('reset'), offset }),
  /** Whether this screen may type; another one may have taken over. */
  z.strictObject({ type: z.literal('role'), writes: z.boolean() }),
  /** The program behind the terminal has ended. */
  z.strictObject({ type: z.literal('exit') }),
  /** It could not be opened; `code` is a problem's. */
  z.strictObject({ type: z.literal('refused'), code: z.string() }),
]);

export type FromScreen = z.infer<typeof fromScreen>;
export type FromHost = z.infer<typeof fromHost>;

/** Undefined when the text is not a message that a screen sends. */
export const parseFromScreen = (text: string): FromScreen | undefined => parsed(fromScreen, text);
/** Undefined when the text is not a message that a host sends. */
export const parseFromHost = (text: string): FromHost | undefined => parsed(fromHost, text);

function parsed<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return schema.safeParse(value).data;
}
