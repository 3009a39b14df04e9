import { describe, expect, it } from 'vitest';
import { createRing } from '../../src/terminal/ring.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('the ring of a terminal', () => {
  it('gives back any stretch that it still holds, also around its seam', () => {
    const ring = createRing(16);
    for (const piece of ['0123456789', 'abcdefghij', 'KLM']) ring.append(encode(piece));
    expect([ring.start, ring.end]).toEqual([7, 23]);
    expect(decode(ring.read(7, 100))).toBe('789abcdefghijKLM');
    expect(decode(ring.read(14, 4))).toBe('efgh');
  });

  it('keeps the tail of a piece that is larger than itself', () => {
    const ring = createRing(8);
    ring.append(encode('ab'));
    ring.append(encode('0123456789ABCDEF'));
    expect(ring.end).toBe(18);
    expect(decode(ring.read(ring.start, 100))).toBe('89ABCDEF');
  });

  it('has nothing to replay when no line starts in what it holds', () => {
    const ring = createRing(64);
    ring.append(encode('x'.repeat(100)));
    expect(ring.replayStart()).toBe(ring.end);
  });

  it('refuses an offset that it no longer holds', () => {
    const ring = createRing(4);
    ring.append(encode('abcdef'));
    expect(() => ring.read(1, 1)).toThrowErrorMatchingInlineSnapshot('[Error: invariant violation: offset 1 is outside of 2..6]');
  });
});
