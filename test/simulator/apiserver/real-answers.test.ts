// The answers of a real kube-apiserver v1.34.4 to the same requests in the same order: status, warnings, message, causes, object.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startServer } from './cluster.ts';
import { type Answer, normalForm } from './real/normal-form.ts';
import { requests } from './real/requests.ts';

/** Where this server differs on purpose. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'daemon sets as a table': 'rows of a real server lack an annotation that conversion adds',
  'a node': 'nothing would take the not-ready taint away: there is no node lifecycle controller',
  'a node is cordoned': 'the same taint',
};

const answers = readFileSync(new URL('real/answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

const { fetch, clock } = startServer();

describe('answers as a real kube-apiserver gives them', () => {
  for (const [at, { why, method, path, body, type, accept }] of requests.entries()) {
    it(`${why} (${method})`, async () => {
      const request = fetch(path, {
        method,
        headers: { accept: accept ?? 'application/json', 'content-type': type ?? 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const answer = await normalForm(await clock.drive(request));
      if (why in DIFFERENT) expect(answer).not.toEqual(answers[at]);
      else expect(answer).toEqual(answers[at]);
    });
  }

  it('has an answer for every request', () => expect(answers).toHaveLength(requests.length));
});
