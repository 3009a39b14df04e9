import { describe, expect, it } from 'vitest';
import { type FlagSpec, parseFlags } from '../../src/kubectl/flags.ts';
import { humanDuration } from '../../src/kubectl/units.ts';

const specs: readonly FlagSpec[] = [
  { name: 'output', short: 'o', type: 'string' },
  { name: 'namespace', short: 'n', type: 'string' },
  { name: 'stdin', short: 'i', type: 'bool' },
  { name: 'tty', short: 't', type: 'bool' },
  { name: 'dry-run', type: 'string', withoutValue: 'unchanged' },
  { name: 'replicas', type: 'int' },
  { name: 'filename', short: 'f', type: 'strings' },
];

describe('flags', () => {
  it('stand anywhere and are written in every way that pflag takes', () => {
    const { flags, args, dashAt } = parseFlags(
      ['get', '-oyaml', 'pods', '-n=shop', '-it', '--dry-run', '-f', 'a,b', '-f=c', '--', '-n', 'x'],
      specs,
    );
    expect([flags.string('output'), flags.string('namespace'), flags.bool('stdin'), flags.bool('tty'), flags.string('dry-run')]).toEqual([
      'yaml',
      'shop',
      true,
      true,
      'unchanged',
    ]);
    expect(flags.list('filename')).toEqual(['a', 'b', 'c']);
    expect([args, dashAt]).toEqual([['get', 'pods', '-n', 'x'], 2]);
  });

  it('say what is wrong in pflag’s words', () => {
    const wrong =
      (...words: string[]) =>
      () =>
        parseFlags(words, specs);
    expect(wrong('--foo')).toThrowErrorMatchingInlineSnapshot(`[Failure: error: unknown flag: --foo]`);
    expect(wrong('-x')).toThrowErrorMatchingInlineSnapshot(`[Failure: error: unknown shorthand flag: 'x' in -x]`);
    expect(wrong('-n')).toThrowErrorMatchingInlineSnapshot(`[Failure: error: flag needs an argument: 'n' in -n]`);
    expect(wrong('--replicas=x')).toThrowErrorMatchingInlineSnapshot(
      `[Failure: error: invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax]`,
    );
    expect(wrong('-t=maybe')).toThrowErrorMatchingInlineSnapshot(
      `[Failure: error: invalid argument "maybe" for "-t, --tty" flag: strconv.ParseBool: parsing "maybe": invalid syntax]`,
    );
  });
});

it('ages are as apimachinery writes them', () => {
  const second = 1000;
  const day = 86_400 * second;
  const ages = [
    0,
    119 * second,
    120 * second,
    125 * second,
    599 * second,
    3600 * second,
    3 * 3600 * second + 60_000,
    day * 2,
    day * 2 + 3600_000 * 3,
    day * 9,
    day * 800,
  ];
  expect(ages.map(humanDuration)).toEqual(['0s', '119s', '2m', '2m5s', '9m59s', '60m', '3h1m', '2d', '2d3h', '9d', '2y70d']);
});
