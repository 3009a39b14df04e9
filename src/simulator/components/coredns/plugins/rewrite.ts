// rewrite: asks for another name than the client did, and answers under the client's (plugin/rewrite, field `name`).
import type { DnsRecord } from '../../../network/index.ts';
import type { PluginSetup } from './plugin.ts';
import { absoluteZone } from './zones.ts';

const matchers = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const;

export const rewrite: PluginSetup = ({ directive, fault }) => {
  const words = [...directive.args];
  if (words[0] === 'stop' || words[0] === 'continue') words.shift();
  if (words.length < 2) throw fault('rewrite: must have at least two arguments');
  if (words[0] === 'name') words.shift();
  else if (/^(type|class|edns0|ttl|cname|rcode)$/.test(words[0] ?? ''))
    throw fault(`this simulator's CoreDNS rewrites names only, not '${words[0]}'`);
  const matcher = matchers.find((candidate) => candidate === words[0]) ?? 'exact';
  if (matcher === words[0]) words.shift();
  const [from, to] = words;
  if (!from || !to) throw fault(`few arguments for a ${matcher} rule`);
  const renamed = rename(matcher, from, to);
  return {
    wrap: (next) => async (request) => {
      const name = renamed(request.name);
      if (name === undefined) return next(request);
      const answer = await next({ ...request, name, message: { ...request.message, questions: [{ name, type: request.type }] } });
      const restore = (records: readonly DnsRecord[]) =>
        records.map((record) => (record.name === name ? { ...record, name: request.name } : record));
      return {
        ...answer,
        questions: request.message.questions,
        answers: restore(answer.answers),
        additionals: restore(answer.additionals),
      };
    },
  };
};

/** The new name, or undefined when the rule does not match. */
function rename(matcher: (typeof matchers)[number], from: string, to: string): (name: string) => string | undefined {
  const lower = from.toLowerCase();
  switch (matcher) {
    case 'exact':
      return (name) => (name.toLowerCase() === absoluteZone(from) ? absoluteZone(to) : undefined);
    case 'prefix':
      return (name) => (name.toLowerCase().startsWith(lower) ? to + name.slice(from.length) : undefined);
    case 'suffix': {
      const end = lower.endsWith('.') ? lower : `${lower}.`;
      return (name) => (name.toLowerCase().endsWith(end) ? name.slice(0, -end.length) + (to.endsWith('.') ? to : `${to}.`) : undefined);
    }
    case 'substring':
      return (name) => (name.toLowerCase().includes(lower) ? name.toLowerCase().replace(lower, to) : undefined);
    case 'regex': {
      const pattern = new RegExp(from);
      return (name) => {
        const match = pattern.exec(name);
        return match ? absoluteZone(to.replace(/\{(\d+)\}/g, (_, group: string) => match[Number(group)] ?? '')) : undefined;
      };
    }
  }
}
