import { describe, expect, it } from 'vitest';
import { controlCharacter, type Key, meaningOf, sameKey } from '../../../src/site/lab/terminal/control-keys.ts';

const press = (code: string, key: string, held: Partial<Key> = { ctrlKey: true }): Key => ({
  key,
  code,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

describe('control keys of the terminal', () => {
  it.each([
    ['KeyC', 'с', '\x03'],
    ['KeyD', 'в', '\x04'],
    ['KeyZ', 'я', '\x1a'],
    ['KeyL', 'д', '\x0c'],
    ['KeyA', 'ф', '\x01'],
    ['KeyR', 'к', '\x12'],
    ['BracketLeft', 'х', '\x1b'],
  ])('go by the place of the key on a Russian layout: %s (%s)', (code, key, text) => {
    expect(meaningOf(press(code, key))).toEqual({ kind: 'send', text });
  });

  it('are left to the terminal on a Latin layout, so that Dvorak works too', () => {
    expect(meaningOf(press('KeyI', 'c'))).toBeUndefined();
  });

  it('copy with Ctrl+Shift+C on both layouts', () => {
    const held = { ctrlKey: true, shiftKey: true };
    expect(meaningOf(press('KeyC', 'C', held))).toEqual({ kind: 'copy' });
    expect(meaningOf(press('KeyC', 'С', held))).toEqual({ kind: 'copy' });
  });

  it('let the keyboard out of the terminal', () => {
    expect(meaningOf(press('Escape', 'Escape', { ctrlKey: true, shiftKey: true }))).toEqual({ kind: 'leave' });
    expect(meaningOf(press('Tab', 'Tab', { shiftKey: true }))).toEqual({ kind: 'move-back' });
    expect(meaningOf(press('Tab', 'Tab', {}))).toBeUndefined();
  });

  it('leave what is typed alone, in Russian too', () => {
    expect(meaningOf(press('KeyC', 'с', {}))).toBeUndefined();
  });

  it('can be made of a touch key: Ctrl, then a letter of either alphabet', () => {
    expect(controlCharacter(sameKey('c'))).toBe('\x03');
    expect(controlCharacter(sameKey('с'))).toBe('\x03');
    expect(controlCharacter(sameKey('Я'))).toBe('\x1a');
  });
});
