import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

/** A terminal with the prompt `$ `. */
async function open(columns = 80) {
  const terminal = openTerminal({ size: { columns, rows: 24 }, files: { '/home/learner/.bashrc': "PS1='$ '\n" } });
  await terminal.settle();
  return terminal;
}

const up = '\x1b[A';
const left = '\x1b[D';

describe('keys of the line editor', () => {
  it.each([
    ['typing in the middle', `ac${left}b`, '$ ab▏c'],
    ['Home and End', 'bc\x1b[Ha\x1b[Fd', '$ abcd▏'],
    ['Ctrl-A, Ctrl-E', 'bc\x01a\x05d', '$ abcd▏'],
    ['Ctrl-B, Ctrl-F', 'abc\x02\x02\x06X', '$ abX▏c'],
    ['Backspace and Delete', `abcd${left}\x7f\x1b[3~`, '$ ab▏'],
    ['Alt-B, Alt-F', 'one two three\x1bb\x1bb\x1bf!', '$ one two!▏ three'],
    ['Ctrl-arrows', 'one two\x1b[1;5D\x1b[1;5D\x1b[1;5CX', '$ oneX▏ two'],
    ['Ctrl-W and Ctrl-Y', 'cat a/b-c\x17\x19', '$ cat a/b-c▏'],
    ['Ctrl-W takes up to the blank', 'cat a/b-c\x17', '$ cat ▏'],
    ['Alt-Backspace takes a word', 'cat a/b-c\x1b\x7f', '$ cat a/b-▏'],
    ['Alt-D', 'one two\x01\x1bd', '$ ▏ two'],
    ['Ctrl-K', 'one two\x01\x1bf\x0b', '$ one▏'],
    ['Ctrl-U', 'one two\x1bb\x15', '$ ▏two'],
    ['kills in a row come back together', 'a b c\x17\x17\x19', '$ a b c▏'],
    ['Ctrl-T', 'ab\x14', '$ ba▏'],
    ['undo', 'abc \x17\x1f', '$ abc ▏'],
    ['Cyrillic', `привет${left}${left}\x7f`, '$ при▏ет'],
    ['wide characters take two columns', `你好${left}x`, '$ 你x▏好'],
    ['combining marks stay with their letter', 'e\u0301x\x7f\x7f', '$ ▏'],
  ])('%s', async (_, typed, expected) => {
    const terminal = await open();
    await terminal.type(typed);
    expect(terminal.screen.cursorLine.replace('$ ▏', '$ ▏')).toBe(expected);
  });

  it('Ctrl-L clears the screen and keeps the line', async () => {
    const terminal = await open();
    await terminal.type('echo hi\rtyped\x0c');
    expect(terminal.screen.text).toBe('$ typed');
  });

  it('Ctrl-C gives up the line, Ctrl-D leaves on an empty one', async () => {
    const terminal = await open();
    await terminal.type('rm -rf x\x03');
    expect(terminal.screen.text).toBe('$ rm -rf x^C\n$');
    await terminal.type('a\x04\x7f\x04');
    expect(await terminal.child.exited).toBe(130);
    expect(terminal.screen.text).toBe('$ rm -rf x^C\n$\nexit');
  });

  it('a line that fills the width leaves no empty one after Enter', async () => {
    const terminal = await open(12);
    await terminal.type('echo 12345\r');
    expect(terminal.screen.text).toBe('$ echo 12345\n12345\n$');
    await terminal.type('echo 12345\x03');
    expect(terminal.screen.text).toBe('$ echo 12345\n12345\n$ echo 12345\n^C\n$');
  });

  it('an echoed character costs one character', async () => {
    const terminal = await open();
    await terminal.type('echo ');
    terminal.takeOutput();
    await terminal.type('ж');
    expect(terminal.takeOutput()).toBe('ж');
  });
});

describe('lines that are longer than the screen', () => {
  it('wrap, and the cursor goes where it should', async () => {
    const terminal = await open(10);
    await terminal.type('12345678');
    expect(terminal.screen.text).toBe('$ 12345678');
    await terminal.type('9ab');
    expect(terminal.screen.text).toBe('$ 12345678\n9ab');
    await terminal.type(`${left.repeat(5)}X`);
    expect(terminal.screen.text).toBe('$ 123456X7\n89ab');
    expect(terminal.screen.row).toBe(0);
    await terminal.type('\x05\r');
    expect(terminal.screen.text).toMatch(/^\$ 123456X7\n89ab\nbash: 12/);
  });

  it('shrink again without leaving anything behind', async () => {
    const terminal = await open(10);
    await terminal.type(`1234567890123456789${'\x7f'.repeat(15)}`);
    expect(terminal.screen.text).toBe('$ 1234');
    await terminal.type('5678\x7f');
    expect(terminal.screen.cursorLine).toBe('$ 1234567▏');
  });

  it('a wide character that does not fit moves to the next line', async () => {
    const terminal = await open(9);
    await terminal.type('123456好x');
    expect(terminal.screen.text).toBe('$ 123456\n好x');
    await terminal.type('\x7f\x7f');
    expect(terminal.screen.cursorLine).toBe('$ 123456▏');
  });

  it('recalling a short line over a long one leaves no rest', async () => {
    const terminal = await open(10);
    await terminal.type(`:\r1234567890123456789\x03`);
    await terminal.type(`abcdefghijklmnopqrstu${up}`);
    expect(terminal.screen.cursorLine).toBe('$ :▏');
    expect(terminal.screen.text.endsWith('\n$ :')).toBe(true);
  });

  it('a new width draws the line anew', async () => {
    const terminal = await open(20);
    await terminal.type('1234567890');
    terminal.screen.columns = 10;
    terminal.pty.end.resize({ columns: 10, rows: 24 });
    // A real screen wraps what it shows by itself: the cursor stands in the second row then.
    terminal.screen.write('\r\n\x1b[2C');
    await terminal.settle();
    expect(terminal.screen.text).toBe('$ 12345678\n90');
  });
});

describe('a terminal in cooked mode', () => {
  it('echoes, erases by character, word and line, and ends with Ctrl-D', async () => {
    const terminal = await open();
    await terminal.type('cat\r');
    await terminal.type('привет\x7f\x7fX\r');
    expect(terminal.screen.text).toContain('привX\nпривX');
    await terminal.type('one two\x17three\r');
    expect(terminal.screen.text).toContain('one three\none three');
    await terminal.type('gone\x15here\r');
    expect(terminal.screen.text).toContain('\nhere\nhere');
    await terminal.type('\x04');
    expect(terminal.screen.cursorLine).toBe('$ ▏');
  });

  it('text typed while a command runs is there afterwards', async () => {
    const terminal = await open();
    await terminal.type('sleep 2\r');
    await terminal.type('echo later\r', 3000);
    expect(terminal.screen.text.endsWith('$ echo later\nlater\n$')).toBe(true);
  });
});
