// find: walks folders and tells what it meets.

import { joinPath, nameOf } from '../paths.ts';
import { patternRegExp } from '../pattern.ts';
import type { Process, Program } from '../program.ts';
import { complain, pathOf, runChild, tool, UsageError } from './tool.ts';

interface Visit {
  readonly shown: string;
  readonly path: string;
  readonly depth: number;
}

type Test = (visit: Visit) => boolean | Promise<boolean>;

interface Expression {
  readonly test: Test;
  readonly maxDepth: number;
  readonly minDepth: number;
}

function parseExpression(process: Process, words: readonly string[]): Expression {
  let at = 0;
  let maxDepth = Number.POSITIVE_INFINITY;
  let minDepth = 0;
  let acts = false;
  const value = (name: string): string => {
    const word = words[at++];
    if (word === undefined) throw new UsageError(`missing argument to \`${name}'`);
    return word;
  };
  const compare = (text: string, of: (visit: Visit) => number): Test => {
    const number = Number(text.replace(/^[-+]/, '').replace(/[ck]$/, ''));
    return (visit) => (text.startsWith('+') ? of(visit) > number : text.startsWith('-') ? of(visit) < number : of(visit) === number);
  };
  const primary = (): Test => {
    const name = words[at++] as string;
    switch (name) {
      case '!':
      case '-not': {
        const inner = primary();
        return async (visit) => !(await inner(visit));
      }
      case '(': {
        const inner = or();
        if (words[at++] !== ')') throw new UsageError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
        return inner;
      }
      case '-name':
      case '-iname': {
        const pattern = patternRegExp(value(name), { ignoreCase: name === '-iname' });
        return (visit) => pattern.test(nameOf(visit.shown) || visit.shown);
      }
      case '-path':
      case '-wholename': {
        const pattern = patternRegExp(value(name));
        return (visit) => pattern.test(visit.shown);
      }
      case '-type': {
        const kinds = value(name)
          .split(',')
          .map((letter) => ({ f: 'file', d: 'directory', l: 'link' })[letter]);
        return (visit) => kinds.includes(process.files.status(visit.path)?.kind);
      }
      case '-size': {
        const text = value(name);
        return compare(text, (visit) =>
          Math.ceil((process.files.status(visit.path)?.sizeBytes ?? 0) / (text.endsWith('c') ? 1 : text.endsWith('k') ? 1024 : 512)),
        );
      }
      case '-mmin':
        return compare(value(name), (visit) =>
          Math.ceil((process.clock.now() - (process.files.status(visit.path)?.modifiedMs ?? 0)) / 60_000),
        );
      case '-empty':
        return (visit) => {
          const status = process.files.status(visit.path);
          return status?.kind === 'directory' ? process.files.list(visit.path).length === 0 : status?.sizeBytes === 0;
        };
      case '-maxdepth':
        maxDepth = Number(value(name));
        return () => true;
      case '-mindepth':
        minDepth = Number(value(name));
        return () => true;
      case '-true':
        return () => true;
      case '-print':
      case '-print0':
        acts = true;
        return async (visit) => {
          await process.stdout.write(visit.shown + (name === '-print0' ? '\0' : '\n'));
          return true;
        };
      case '-delete':
        acts = true;
        return (visit) => {
          process.files.remove(visit.path);
          return true;
        };
      case '-exec': {
        acts = true;
        const command: string[] = [];
        while (at < words.length && words[at] !== ';' && !(words[at] === '+' && words[at - 1] === '{}'))
          command.push(words[at++] as string);
        if (words[at++] === undefined) throw new UsageError("missing argument to `-exec'");
        return async (visit) => {
          const [program = '', ...args] = command.map((word) => word.replaceAll('{}', visit.shown));
          return (await runChild(process, program, args)) === 0;
        };
      }
      default:
        throw new UsageError(name.startsWith('-') ? `unknown predicate \`${name}'` : `paths must precede expression: \`${name}'`);
    }
  };
  const and = (): Test => {
    let test = primary();
    while (at < words.length && words[at] !== ')' && words[at] !== '-o' && words[at] !== '-or') {
      if (words[at] === '-a' || words[at] === '-and') at++;
      const [left, right] = [test, primary()];
      test = async (visit) => (await left(visit)) && right(visit);
    }
    return test;
  };
  const or = (): Test => {
    let test = and();
    while (words[at] === '-o' || words[at] === '-or') {
      at++;
      const [left, right] = [test, and()];
      test = async (visit) => (await left(visit)) || right(visit);
    }
    return test;
  };
  const test: Test = words.length === 0 ? () => true : or();
  const printing: Test = async (visit) => {
    if (await test(visit)) await process.stdout.write(`${visit.shown}\n`);
    return true;
  };
  return { test: acts ? test : printing, maxDepth, minDepth };
}

const find: Program = tool({ posix: true, any: true }, async (process) => {
  const first = process.args.findIndex((word) => /^[-!(]/.test(word));
  const roots = first < 0 ? process.args : process.args.slice(0, first);
  const expression = parseExpression(process, first < 0 ? [] : process.args.slice(first));
  let status = 0;
  const visit = async (shown: string, depth: number): Promise<void> => {
    process.signal.throwIfAborted();
    const path = pathOf(process, shown);
    const isFolder = process.files.status(path)?.kind === 'directory';
    const children = isFolder && depth < expression.maxDepth ? process.files.list(path) : [];
    if (depth >= expression.minDepth) await expression.test({ shown, path, depth });
    for (const name of children) await visit(joinPath(shown, name), depth + 1);
  };
  for (const root of roots.length > 0 ? roots : ['.']) {
    if (process.files.status(pathOf(process, root))) await visit(root, 0);
    else {
      await complain(process, `‘${root}’: No such file or directory`);
      status = 1;
    }
  }
  return status;
});

export const findTools: Readonly<Record<string, Program>> = { find };
