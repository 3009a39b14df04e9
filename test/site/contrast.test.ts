// The promise of tokens.css: text can be read in both themes (WCAG 2.2, 1.4.3 and 1.4.11).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/site/styles/tokens.css', import.meta.url), 'utf8');
const light = colours(/:root,\s*:root\[data-theme=.light.\] \{([^}]*)\}/);
const dark = colours(/:root\[data-theme=.dark.\] \{([^}]*)\}/);

function colours(block: RegExp): (name: string) => string {
  const found = new Map(
    [...(block.exec(css)?.[1] ?? '').matchAll(/--pk-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
  return (name) => found.get(name) ?? expect.fail(`no colour --pk-${name}`);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

const grounds = ['bg', 'surface', 'sunken'];
const text = [
  ...grounds.flatMap((ground) => ['ink', 'muted', 'accent', 'good', 'bad', 'warn'].map((ink) => [ink, ground] as const)),
  ...['good', 'bad', 'warn', 'accent'].map((ink) => [ink, `${ink}-soft`] as const),
  ['accent-ink', 'accent'] as const,
  ['term-ink', 'term-bg'] as const,
];

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s theme', (_, colour) => {
  it.each(text)('%s can be read on %s', (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(grounds)('the edge of a control can be seen on %s', (ground) => {
    expect(contrast(colour('line-strong'), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});
