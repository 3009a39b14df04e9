// rewrite: asks for another name than the client did (plugin/rewrite, field `name`). What comes back is answered under the
// client's name where the rule says so: always for `exact`, for the others with `answer auto`, `answer name`, `answer value`.
import type { DnsMessage, DnsRecord } from '../../../network/index.ts';
import type { PluginSetup } from './plugin.ts';
import { absoluteZone } from './zones.ts';

const matchers = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const;
type Matcher = (typeof matchers)[number];
type Rename = (name: string) => string | undefined;

/** Fields of a message that CoreDNS rewrites and this one does not. */
const otherFields = new Set(['type', 'class', 'edns0', 'ttl', 'cname', 'rcode']);

export const rewrite: PluginSetup = ({ directive, fault }) => {
  const words = [...directive.args];
  const mode = words[0] === 'stop' || words[0] === 'continue' ? words.shift() : 'stop';
  // In braces the rule stands in the first line, its answers in the lines after it.
  for (const { name, args } of directive.block) words.push(name, ...args);
  if (words.length < 2) throw fault('rewrite: must have at least two arguments');
  const field = words.shift() as string;
  if (otherFields.has(field)) throw fault(`this simulator's CoreDNS rewrites names only, not '${field}'`);
  if (field !== 'name') throw fault(`invalid rule type "${field}"`);
  if (words.length < 2) throw fault('too few arguments for a name rule');
  const said = words.length === 2 ? 'exact' : (words.shift() as string).toLowerCase();
  const matcher = matchers.find((candidate) => candidate === said);
  if (!matcher) throw fault(`name rule supports only exact, prefix, suffix, substring, and regex name matching, received: ${said}`);
  const [from = '', to = ''] = words.splice(0, 2);
  const renamed = renaming(matcher, from, to, fault);
  const answers = readAnswers(matcher, words, fault);
  return {
    wrap: (next) => async (request) => {
      const name = request.rewritten ? undefined : renamed(request.name);
      if (name === undefined) return next(request);
      const message = { ...request.message, questions: [{ name, type: request.type }] };
      const answer = await next({ ...request, name, message, ...(mode === 'stop' ? { rewritten: true } : {}) });
      return restored(answer, request.message.questions, answers(request.name, name));
    },
  };
};

/** The new name, or undefined when the rule does not match. */
function renaming(matcher: Matcher, from: string, to: string, fault: (message: string) => Error): Rename {
  if (matcher === 'regex') {
    const pattern = regularExpression(from, to, fault);
    return (name) => {
      const match = pattern.exec(name.toLowerCase());
      return match ? absoluteZone(filled(to, match)) : undefined;
    };
  }
  const whole = matcher === 'exact' || matcher === 'suffix';
  const [wanted, given] = [from, to].map((text) => (whole ? absoluteZone(text) : text.toLowerCase())) as [string, string];
  return (asked) => {
    const name = asked.toLowerCase();
    switch (matcher) {
      case 'exact':
        return name === wanted ? given : undefined;
      case 'prefix':
        return name.startsWith(wanted) ? given + name.slice(wanted.length) : undefined;
      case 'suffix':
        return name.endsWith(wanted) ? name.slice(0, -wanted.length) + given : undefined;
      case 'substring':
        return name.includes(wanted) ? name.replaceAll(wanted, given) : undefined;
    }
  };
}

/** How names in records are turned back, given what was asked and what was asked instead. */
type Answers = (asked: string, instead: string) => { name(text: string): string; value(text: string): string };

function readAnswers(matcher: Matcher, words: readonly string[], fault: (message: string) => Error): Answers {
  const rules: { readonly field: 'name' | 'value'; readonly turn: (text: string) => string }[] = [];
  let auto = matcher === 'exact';
  for (let at = 0; at < words.length; ) {
    if (words[at] !== 'answer') throw fault(`exceeded the number of arguments for a non-answer rule argument for ${matcher} rule`);
    const field = words[at + 1];
    if (field === 'auto') {
      auto = true;
      at += 2;
      continue;
    }
    if (field === undefined) throw fault(`type missing for answer rule for ${matcher} rule`);
    if (field !== 'name' && field !== 'value') throw fault(`invalid type "${field}" for answer rule for ${matcher} rule`);
    const [from, to] = [words[at + 2], words[at + 3]];
    if (from === undefined || to === undefined) throw fault(`${field} answer rule for ${matcher} rule: 2 arguments required`);
    const pattern = regularExpression(from, to, fault);
    rules.push({
      field,
      turn(text) {
        const match = pattern.exec(text);
        return match ? absoluteZone(filled(to, match)) : text;
      },
    });
    at += 4;
  }
  return (asked, instead) => {
    const back = (text: string) => (auto ? turnedBack(text, asked, instead) : text);
    const turn = (field: 'name' | 'value') => (text: string) =>
      rules.filter((rule) => rule.field === field).reduce((result, rule) => rule.turn(result), back(text));
    return { name: turn('name'), value: turn('value') };
  };
}

/** The name itself and names below it. */
function turnedBack(text: string, asked: string, instead: string): string {
  const lower = text.toLowerCase();
  if (lower === instead) return asked;
  return lower.endsWith(`.${instead}`) ? text.slice(0, -instead.length) + asked : text;
}

/** Types whose data is a name, or ends with one. */
const naming = new Set(['CNAME', 'PTR', 'SRV', 'NS', 'MX']);

function restored(answer: DnsMessage, questions: DnsMessage['questions'], turn: ReturnType<Answers>): DnsMessage {
  const restore = (records: readonly DnsRecord[]) =>
    records.map((record) => {
      const data = naming.has(record.type) ? record.data.replace(/\S+$/, (name) => turn.value(name)) : record.data;
      return { ...record, name: turn.name(record.name), data };
    });
  return { ...answer, questions, answers: restore(answer.answers), additionals: restore(answer.additionals) };
}

/** Go's RE2 as far as JavaScript's expressions agree with it. */
function regularExpression(from: string, to: string, fault: (message: string) => Error): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(from);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw fault(`invalid regex matching pattern: ${from}`);
  }
  const groups = (new RegExp(`${from}|`).exec('')?.length ?? 1) - 1;
  if (new Set(to.match(/\{\d+\}/g)).size > groups)
    throw fault(`the rewrite regex pattern (${to}) uses more subexpressions than its corresponding matching regex pattern (${from})`);
  return pattern;
}

function filled(text: string, match: RegExpExecArray): string {
  return text.replace(/\{(\d+)\}/g, (written, group: string) => match[Number(group)] ?? written);
}
