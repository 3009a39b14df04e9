// CoreDNS' rewrite plugin: which name is asked instead, and under which name the client gets its answer.
import { describe, expect, it } from 'vitest';
import { parseCorefile } from '../../../src/simulator/components/coredns/corefile.ts';
import type { DnsHandler, PluginContext } from '../../../src/simulator/components/coredns/plugins/plugin.ts';
import { rewrite } from '../../../src/simulator/components/coredns/plugins/rewrite.ts';
import { createQuery, createResponse, type DnsRecord } from '../../../src/simulator/network/index.ts';

/** A server that knows every name, and answers with the name that it was asked for and a CNAME below it. */
const echo: DnsHandler = async ({ message, name }) =>
  createResponse(message, {
    answers: [
      { name, type: 'CNAME', ttl: 5, data: `pod.${name}` },
      { name: `pod.${name}`, type: 'A', ttl: 5, data: '10.0.0.1' },
    ] satisfies DnsRecord[],
  });

/** `question | owner → data …` as the client sees it, with the rules of a Corefile in front of a server. */
async function asked(rules: string, name: string): Promise<string> {
  const [block] = parseCorefile(`.:53 {\n${rules}\n}\n`, 'Corefile', {});
  let chain = echo;
  for (const directive of [...(block?.directives ?? [])].reverse()) {
    const fault = (message: string) => new Error(message);
    chain = rewrite({ directive, zones: ['.'], fault } as unknown as PluginContext).wrap?.(chain) ?? chain;
  }
  const message = createQuery(1, name, 'A');
  const from = { address: '10.0.0.9', port: 1 };
  const answer = await chain({ message, name, type: 'A', from, protocol: 'udp', sizeBytes: 40 });
  return `${answer.questions[0]?.name} | ${answer.answers.map((record) => `${record.name} → ${record.data}`).join(', ')}`;
}

describe('a rewritten name', () => {
  it.each([
    [
      'exact, and its answer comes back under it',
      'rewrite name a.example b.example',
      'a.example.',
      'a.example. → pod.a.example., pod.a.example. → 10.0.0.1',
    ],
    ['exact only', 'rewrite name a.example b.example', 'x.a.example.', 'x.a.example. → pod.x.a.example., pod.x.a.example. → 10.0.0.1'],
    ['in any case', 'rewrite name exact a.example b.example', 'A.Example.', 'A.Example. → pod.A.Example., pod.A.Example. → 10.0.0.1'],
    ['by its end', 'rewrite name suffix .old .new answer auto', 'web.old.', 'web.old. → pod.web.old., pod.web.old. → 10.0.0.1'],
    [
      'by its end, with the answer left alone',
      'rewrite name suffix .old .new',
      'web.old.',
      'web.new. → pod.web.new., pod.web.new. → 10.0.0.1',
    ],
    [
      'by its beginning',
      'rewrite name prefix old- new-',
      'old-web.example.',
      'new-web.example. → pod.new-web.example., pod.new-web.example. → 10.0.0.1',
    ],
    [
      'by what is in it',
      'rewrite name substring old new',
      'a.old.example.',
      'a.new.example. → pod.a.new.example., pod.a.new.example. → 10.0.0.1',
    ],
    [
      'by an expression',
      'rewrite name regex ^minio\\.([^.]+)\\.svc\\.$ {1}.minio.svc answer auto',
      'minio.cvat.svc.',
      'minio.cvat.svc. → pod.minio.cvat.svc., pod.minio.cvat.svc. → 10.0.0.1',
    ],
    [
      'by an expression, with answers of its own, in braces',
      'rewrite stop {\n name regex (.*)\\.old\\. {1}.new\n answer name (.*)\\.new\\. {1}.old\n}',
      'web.old.',
      'web.old. → pod.web.new., pod.web.old. → 10.0.0.1',
    ],
    [
      'by the first rule that matches',
      'rewrite name a.example b.example\nrewrite name b.example c.example',
      'a.example.',
      'a.example. → pod.a.example., pod.a.example. → 10.0.0.1',
    ],
  ])('is matched %s', async (_, rules, name, answer) => {
    expect(await asked(rules, name)).toBe(`${name} | ${answer}`);
  });

  it('goes on to later rules only after `continue`', async () => {
    const rules = (mode: string) => `rewrite ${mode} name prefix a. b.\nrewrite name prefix b. c.`;
    expect(await asked(rules('stop'), 'a.example.')).toContain('| b.example. →');
    expect(await asked(rules('continue'), 'a.example.')).toContain('| c.example. →');
  });

  it.each([
    ['rewrite name', 'must have at least two arguments'],
    ['rewrite name glob a b', 'name rule supports only exact, prefix, suffix, substring, and regex name matching, received: glob'],
    ['rewrite name regex a( b', 'invalid regex matching pattern: a('],
    ['rewrite name regex a {1}.b', 'uses more subexpressions'],
    ['rewrite name suffix a b answer', 'type missing for answer rule'],
    ['rewrite ttl example 30', "this simulator's CoreDNS rewrites names only, not 'ttl'"],
  ])('of the form “%s” is refused', async (rules, fault) => {
    await expect(asked(rules, 'a.example.')).rejects.toThrow(fault);
  });
});
