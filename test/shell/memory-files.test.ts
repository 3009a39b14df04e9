import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock.ts';
import { createMemoryFileSystem, FileError, resolvePath } from '../../src/shell/index.ts';

const open = (files = {}) => createMemoryFileSystem(new VirtualClock(0), files);
const codeOf = (act: () => unknown) => {
  try {
    act();
    return 'nothing';
  } catch (error) {
    return error instanceof FileError ? error.code : error;
  }
};

describe('the file system in memory', () => {
  it('refuses as Linux does', () => {
    const fs = open({ '/a/file': 'x' });
    expect(codeOf(() => fs.read('/a'))).toBe('EISDIR');
    expect(codeOf(() => fs.read('/no'))).toBe('ENOENT');
    expect(codeOf(() => fs.read('/a/file/below'))).toBe('ENOTDIR');
    expect(codeOf(() => fs.write('/no/file', ''))).toBe('ENOENT');
    expect(codeOf(() => fs.makeFolder('/a'))).toBe('EEXIST');
    expect(codeOf(() => fs.remove('/a'))).toBe('ENOTEMPTY');
  });

  it('appends, renames and lists', () => {
    const fs = open();
    fs.write('/tmp/x', 'a');
    fs.write('/tmp/x', 'b', { append: true });
    fs.rename('/tmp/x', '/tmp/y');
    expect(fs.readText('/tmp/y')).toBe('ab');
    expect(fs.list('/tmp')).toEqual(['y']);
  });

  it('a mount is asked anew on every read, and undone', () => {
    const fs = open();
    let token = 'one';
    const undo = fs.mount('/var/run/secrets', () => ({ token, 'sub/ca.crt': 'c' }), { readOnly: true });
    expect(fs.readText('/var/run/secrets/token')).toBe('one');
    token = 'two';
    expect(fs.readText('/var/run/secrets/token')).toBe('two');
    expect(fs.list('/var/run/secrets')).toEqual(['sub', 'token']);
    expect(codeOf(() => fs.write('/var/run/secrets/token', 'x'))).toBe('EROFS');
    undo();
    expect(fs.status('/var/run/secrets/token')).toBeUndefined();
  });

  it('what is written into a mount lies over what is provided', () => {
    const fs = open();
    fs.mount('/data', () => ({ a: '1', b: '2' }));
    fs.write('/data/a', 'mine');
    fs.write('/data/new', 'n');
    fs.remove('/data/b');
    expect(fs.list('/data')).toEqual(['a', 'new']);
    expect(fs.readText('/data/a')).toBe('mine');
  });

  it('paths are normalised', () => {
    expect(resolvePath('/a/b', '../c/./d//e')).toBe('/a/c/d/e');
    expect(resolvePath('/', '../..')).toBe('/');
  });
});
