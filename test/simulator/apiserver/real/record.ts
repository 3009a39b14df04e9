// Records answers.jsonl: `node record.ts https://127.0.0.1:6443 <token>` against a real, empty kube-apiserver v1.34.4 that
// authorizes everything and runs no controllers. Not a test.
import { writeFile } from 'node:fs/promises';
import { type Answer, normalForm } from './normal-form.ts';
import { requests } from './requests.ts';

const [server = '', token = ''] = process.argv.slice(2);
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const answers: Answer[] = [];
for (const { method, path, body, type, accept } of requests) {
  const response = await fetch(`${server}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, accept: accept ?? 'application/json', 'content-type': type ?? 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  answers.push(await normalForm(response));
}
await writeFile(new URL('answers.jsonl', import.meta.url), `${answers.map((answer) => JSON.stringify(answer)).join('\n')}\n`);
