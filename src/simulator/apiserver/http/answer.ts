// Responses: JSON or YAML, with the headers of a real server.
import { stringify } from 'yaml';
import { ApiError } from '../status.ts';

export interface Answering {
  readonly yaml: boolean;
  readonly pretty: boolean;
  /** Texts of warnings, collected while the request is served. */
  readonly warnings: readonly string[];
}

/** RFC 7234 §5.5, code 299. */
const warningHeader = (text: string) => `299 - "${text.replace(/[\\"]/g, '\\$&')}"`;

export function answer(body: unknown, status: number, { yaml, pretty, warnings }: Answering): Response {
  const headers = new Headers({ 'content-type': yaml ? 'application/yaml' : 'application/json', 'cache-control': 'no-cache, private' });
  for (const warning of warnings) headers.append('warning', warningHeader(warning));
  const text = yaml ? stringify(body, { aliasDuplicateObjects: false }) : `${JSON.stringify(body, null, pretty ? 2 : undefined)}\n`;
  return new Response(text, { status, headers });
}

/** A refusal. Anything but an `ApiError` is a bug of ours, and is told as what it is. */
export function refusal(error: unknown, answering: Answering): Response {
  const { status } = error instanceof ApiError ? error : ApiError.internal(String(error instanceof Error ? (error.stack ?? error) : error));
  return answer(status, status.code ?? 500, answering);
}
