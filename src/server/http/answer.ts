// Reads a small JSON body, and answers with JSON.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';

/** The request cannot be answered; the status says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** Throws a `Refusal` for anything but JSON of this shape and size. */
export async function readBody<T>(request: IncomingMessage, schema: z.ZodType<T>, limitBytes: number): Promise<T> {
  if (request.headers['content-type'] !== 'application/json') throw new Refusal(415);
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection must live on for the answer when reading ends early.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw new Refusal(413);
    chunks.push(chunk);
  }
  const parsed = schema.safeParse(parse(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw new Refusal(400);
  return parsed.data;
}

export function answerJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(JSON.stringify(body));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
