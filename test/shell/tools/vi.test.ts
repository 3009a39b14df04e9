// vi: what keys make of a text, and that it gives the terminal back.
import { describe, expect, it } from 'vitest';
import { Editor } from '../../../src/shell/tools/vi/editor.ts';
import { openTerminal } from '../terminal.ts';

/** `^` stands for Escape, `\r` for Enter. Answers the text and, in it, where the cursor is. */
function press(content: string, keys: string) {
  const files = new Map([['f', content]]);
  const editor = new Editor({ path: 'f', read: (path) => files.get(path), write: (path, text) => void files.set(path, text) });
  for (const key of keys)
    editor.press(key === '^' ? 'escape' : key === '\r' ? 'enter' : key, key === '^' || key === '\r' ? undefined : key);
  const lines = [...editor.text.lines];
  lines[editor.text.row] = `${editor.text.line.slice(0, editor.text.column)}▏${editor.text.line.slice(editor.text.column)}`;
  return { editor, text: lines.join('\n'), saved: files.get('f') };
}

describe('vi', () => {
  it.each([
    ['typing', 'ab', 'iX^', '▏Xab'],
    ['appending', 'ab', 'AX^', 'ab▏X'],
    ['a line below, as deep as nothing', '  a\nb', 'onew^', '  a\nne▏w\nb'],
    ['a line above', 'a', 'Onew^', 'ne▏w\na'],
    ['a word changed', 'app: minio-server', 'wwcwx^', 'app: ▏x-server'],
    ['all up to the blank changed', 'app: minio-server', 'wwcWminio^', 'app: mini▏o'],
    ['the rest of a line', 'app: minio', 'wwCx^', 'app: ▏x'],
    ['lines deleted and put back', 'a\nb\nc', 'jddP', 'a\n▏b\nc'],
    ['several lines deleted', 'a\nb\nc\nd', '2ddp', 'c\n▏a\nb\nd'],
    ['down to the end', 'a\nb\nc', 'jdG', '▏a'],
    ['a line copied', 'a\nb', 'yyp', 'a\n▏a\nb'],
    ['characters', 'abc', 'xxrz', '▏z'],
    ['undo and undo', 'abc\nd', 'xddu', '▏bc\nd'],
    ['joined', 'a\n  b', 'J', '▏a b'],
    ['deeper', 'a\nb', '>>', '▏  a\nb'],
    ['search and change', 'kind: x\n  app: old', '/old\rcwnew^', 'kind: x\n  app: ne▏w'],
    ['next match, around the end', 'x\na\nx', '/x\rn', '▏x\na\nx'],
    ['substitution', 'a.b a.b\na.b', ':%s/a\\.b/c/g\r', 'c c\n▏c'],
    ['substitution with what was found', 'port 80', ':s/\\d\\d/90&/\r', '▏port 9080'],
    ['a line by its number', 'a\n  b\nc', ':2\r', 'a\n  ▏b\nc'],
    ['the first and the last line', 'a\nb\nc', 'Gggj', 'a\n▏b\nc'],
    ['the end of a line keeps to ends', 'abc\nd\nefg', '$jj', 'abc\nd\nef▏g'],
  ])('%s', (_, content, keys, expected) => {
    expect(press(content, keys).text).toBe(expected);
  });

  it('writes on :wq, not on :q!, and does not leave changes behind on :q', () => {
    expect(press('a\n', 'ccb^:wq\r')).toMatchObject({ saved: 'b\n', editor: { ended: true, exitCode: 0 } });
    expect(press('a\n', 'ccb^:q!\r')).toMatchObject({ saved: 'a\n', editor: { ended: true } });
    expect(press('a\n', 'ccb^:q\r').editor).toMatchObject({ ended: false, message: 'E37: No write since last change (add ! to override)' });
    expect(press('a\n', ':nope\r').editor.message).toBe('E492: Not an editor command: nope');
    expect(press('a\n', ':w\r').editor.message).toBe('"f" 1L, 2B written');
  });

  it('takes the screen and gives it back', async () => {
    const terminal = openTerminal({ size: { columns: 40, rows: 6 }, files: { '/home/learner/.bashrc': "PS1='$ '\n" } });
    await terminal.settle();
    await terminal.type('vi new.txt\r');
    expect(terminal.screen.text).toContain('"new.txt" [New]');
    await terminal.type('ione\rtwo');
    expect(terminal.screen.text).toContain('-- INSERT --');
    await terminal.type('\x1b');
    await terminal.type('ZZ');
    await terminal.type('clear; cat new.txt\r');
    expect(terminal.screen.text).toBe('one\ntwo\n$');
  });
});
