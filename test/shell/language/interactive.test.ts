import { describe, expect, it } from 'vitest';
import type { Completer, Program } from '../../../src/shell/index.ts';
import { openTerminal } from '../terminal.ts';

const PROMPT = 'learner@podkova:~$';

async function open(options: Parameters<typeof openTerminal>[0] = {}) {
  const terminal = openTerminal(options);
  await terminal.settle();
  return terminal;
}

describe('Ctrl-C', () => {
  it.each([
    'while true; do :; done',
    'for ((;;)); do x=1; done',
    'while true; do echo y; done > /dev/null',
    'yes > /dev/null',
    'sleep 1000',
    'sleep 1000 | cat | grep x',
    '(sleep 1000; echo no); echo no',
    'x=$(sleep 1000); echo no',
    'bash -c "sleep 1000; echo no"',
    'read x; echo no',
    "awk 'BEGIN{while(1)i++}'",
    'timeout 1000 sleep 999',
    'tail -f notes',
    'watch -n 1 true',
    'xargs echo',
    'until false; do sleep 1; done',
  ])('ends `%s` at once and gives the prompt with 130', async (command) => {
    const terminal = await open({ files: { '/home/learner/notes': 'n\n' } });
    await terminal.type(`${command}\r`, 2500);
    expect(terminal.screen.marks.at(-1)).toBe('C');
    await terminal.type('\x03', 10);
    expect(terminal.screen.marks.slice(-3)).toEqual(['D;130', 'A', 'B']);
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} ▏`);
    expect(terminal.screen.text).not.toContain('\nno');
  });

  it('ends a flood on the screen', async () => {
    const terminal = await open();
    await terminal.type('yes\r', 50);
    await terminal.type('\x03', 50);
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} ▏`);
  });

  it('reaches a program that handles it, whose exit code counts', async () => {
    const polite: Program = async (process) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      process.onSignal('SIGINT', resolve);
      await promise;
      await process.stdout.write('\n3 packets\n');
      return 1;
    };
    const terminal = await open({ programs: { polite } });
    await terminal.type('polite\r');
    await terminal.type('\x03');
    expect(terminal.screen.text).toBe(`${PROMPT} polite\n^C\n3 packets\n${PROMPT}`);
    expect(terminal.screen.marks).toContain('D;1');
  });

  it('leaves the shell alive when whoever started it passes signals on, as a container runtime does', async () => {
    const terminal = await open({ shell: 'sh' });
    terminal.pty.tty.foreground((signal) => terminal.child.kill(signal));
    await terminal.type('sleep 100\r');
    await terminal.type('\x03');
    await terminal.type('echo alive\r');
    expect(terminal.screen.text).toBe('~ $ sleep 100\n^C\n~ $ echo alive\nalive\n~ $');
  });

  it('leaves background jobs alone', async () => {
    const terminal = await open();
    await terminal.type('sleep 5 &\r');
    await terminal.type('sleep 100\r', 1000);
    await terminal.type('\x03');
    await terminal.type('\r', 6000);
    await terminal.type('\r');
    expect(terminal.screen.text).toContain('[1]+  Done                    sleep 5');
  });

  it('ends a loop inside a nested shell without ending that shell', async () => {
    const terminal = await open();
    await terminal.type('bash\r');
    await terminal.type('while true; do sleep 1; done\r', 3000);
    await terminal.type('\x03');
    await terminal.type('echo level $SHLVL\r');
    expect(terminal.screen.text).toContain('\nlevel 2\n');
  });
});

describe('marks for tests and click-to-run (OSC 133)', () => {
  it('stand around the prompt, the output and the exit code', async () => {
    const terminal = await open();
    await terminal.type('false\r');
    expect(terminal.takeOutput()).toMatch(
      /\x1b\]133;A\x07.*\$ \x1b\]133;B\x07.*\x1b\]133;C\x07\x1b\]133;D;1\x07.*\x1b\]133;A\x07.*\x1b\]133;B\x07$/s,
    );
  });

  it('tell the exit code of `exit`', async () => {
    const terminal = await open();
    await terminal.type('exit 7\r');
    await terminal.reading;
    expect(await terminal.child.exited).toBe(7);
    expect(terminal.screen.marks.at(-1)).toBe('D;7');
    expect(terminal.screen.text).toBe(`${PROMPT} exit 7\nexit`);
  });
});

describe('commands of several lines', () => {
  it.each([
    ['a loop', 'for i in 1 2\rdo echo n$i\rdone\r', 'n1\nn2'],
    ['a here-document', 'cat <<EOF\rn1 $((1+1))\rEOF\r', 'n1 2'],
    ['a here-document in a pipeline', 'cat <<EOF | grep b\ra\rb\rEOF\r', 'b'],
    ['an open quote', 'echo "a\rb"\r', 'a\nb'],
    ['a backslash at the end', 'echo a \\\rb\r', 'a b'],
    ['a pipe at the end', 'echo ab |\rgrep a\r', 'ab'],
    ['&& at the end', 'true &&\recho yes\r', 'yes'],
    ['a substitution', 'echo $(echo a\recho b)\r', 'a b'],
    ['a function', 'f() {\recho in f\r}; f\r', 'in f'],
  ])('%s is asked for to its end', async (_, typed, output) => {
    const terminal = await open();
    await terminal.type(typed);
    const lines = terminal.screen.text.split('\n');
    const typedLines = typed.split('\r').length - 1;
    expect(lines.slice(1, typedLines).every((line) => line.startsWith('>'))).toBe(true);
    expect(lines.slice(typedLines, -1).join('\n')).toBe(output);
  });

  it('a syntax error is said at once', async () => {
    const terminal = await open();
    await terminal.type('foo; )\r');
    expect(terminal.screen.text).toBe(`${PROMPT} foo; )\nbash: syntax error near unexpected token \`)'\n${PROMPT}`);
  });

  it('text that is pasted in one piece runs line by line, and what a command reads is its own', async () => {
    const terminal = await open();
    await terminal.type('\x1b[200~echo one\necho two\n\x1b[201~\r');
    expect(terminal.screen.text).toContain('one\ntwo\n');
    await terminal.type('read x\rthe answer\recho "<$x>"\r');
    expect(terminal.screen.text).toContain('\n<the answer>\n');
  });
});

describe('history', () => {
  it('comes back with the arrows, and the line that was being typed waits below', async () => {
    const terminal = await open();
    await terminal.type('echo one\recho two\r');
    await terminal.type('half\x1b[A\x1b[A');
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} echo one▏`);
    await terminal.type('\x1b[B\x1b[B');
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} half▏`);
  });

  it('is kept in ~/.bash_history and read by the next shell', async () => {
    const terminal = await open({ files: { '/home/learner/.bash_history': 'kubectl get pods\n' } });
    await terminal.type('echo x\r');
    expect(terminal.files.readText('/home/learner/.bash_history')).toBe('kubectl get pods\necho x\n');
    await terminal.type('history\r');
    expect(terminal.screen.text).toContain('    1  kubectl get pods\n    2  echo x\n    3  history');
  });

  it('is searched with Ctrl-R', async () => {
    const terminal = await open({ files: { '/home/learner/.bash_history': 'echo alpha\necho beta\necho alpha two\n' } });
    await terminal.type('\x12alph');
    expect(terminal.screen.text).toBe("(reverse-i-search)`alph': echo alpha two");
    await terminal.type('\x12');
    expect(terminal.screen.text).toBe("(reverse-i-search)`alph': echo alpha");
    await terminal.type('\r');
    expect(terminal.screen.text).toBe(`${PROMPT} echo alpha\nalpha\n${PROMPT}`);
  });

  it('joins the lines of a loop into one', async () => {
    const terminal = await open();
    await terminal.type('for i in 1 2\rdo\recho $i\rdone\r\x1b[A');
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} for i in 1 2; do echo $i; done▏`);
  });
});

describe('jobs', () => {
  it('stop with Ctrl-Z, are listed, and go on in the foreground', async () => {
    const terminal = await open();
    await terminal.type('cat\r');
    await terminal.type('\x1a');
    await terminal.type('jobs\r');
    await terminal.type('fg\r');
    await terminal.type('still here\r');
    await terminal.type('\x04');
    expect(terminal.screen.text).toBe(
      [
        `${PROMPT} cat`,
        '^Z',
        '[1]+  Stopped                 cat',
        `${PROMPT} jobs`,
        '[1]+  Stopped                 cat',
        `${PROMPT} fg`,
        'cat',
        'still here',
        'still here',
        PROMPT,
      ].join('\n'),
    );
  });

  it('are killed by number and say so', async () => {
    const terminal = await open();
    await terminal.type('sleep 100 &\r');
    await terminal.type('kill %1\r');
    await terminal.type('\r');
    expect(terminal.screen.text).toContain('[1]+  Terminated              sleep 100');
  });

  it('a hang-up ends the shell and what runs in it', async () => {
    const terminal = await open();
    await terminal.type('sleep 1000 &\r');
    await terminal.type('sleep 1000\r');
    terminal.pty.end.close();
    await terminal.settle();
    expect(terminal.machine.processes()).toEqual([]);
  });
});

describe('Tab', () => {
  const files = {
    '/home/learner/notes.txt': '',
    '/home/learner/my file.txt': '',
    '/home/learner/dir/inner.yaml': '',
    '/home/learner/dir/inside': '',
  };
  const completer: Completer = async ({ words, current }) => {
    if (words.length === 1) return ['get', 'describe', 'delete'].filter((one) => one.startsWith(current)).map((value) => ({ value }));
    return [
      { value: 'web-1', description: 'the first' },
      { value: 'web-2', description: 'the second' },
      { value: '--output=', open: true },
    ].filter((one) => one.value.startsWith(current));
  };
  const options = { files, completers: new Map([['kubectl', completer]]) };

  it.each([
    ['cat no\t', 'cat notes.txt ▏'],
    ['cat my\t', 'cat my\\ file.txt ▏'],
    ['cat "my\t', 'cat "my file.txt" ▏'],
    ['cat dir/in\t', 'cat dir/in▏'],
    ['cd d\t', 'cd dir/▏'],
    ['cat ~/no\t', 'cat ~/notes.txt ▏'],
    ['cat<no\t', 'cat<notes.txt ▏'],
    ['basen\t', 'basename ▏'],
    ['true | basen\t', 'true | basename ▏'],
    ['true && basen\t', 'true && basename ▏'],
    ['echo $(basen\t', 'echo $(basename ▏'],
    ['echo $SHLV\t', 'echo $SHLVL▏'],
    ['echo ${SHLV\t', 'echo ${SHLVL}▏'],
    ['kubectl ge\t', 'kubectl get ▏'],
    ['kubectl get w\t', 'kubectl get web-▏'],
    ['kubectl get --o\t', 'kubectl get --output=▏'],
    ['x=1 kubectl d\t', 'x=1 kubectl de▏'],
    ['echo a; watch kubectl des\t', 'echo a; watch kubectl describe ▏'],
  ])('completes %j', async (typed, expected) => {
    const terminal = await open(options);
    await terminal.type(typed);
    expect(terminal.screen.cursorLine).toBe(`${PROMPT} ${expected}`);
  });

  it('lists what is possible when pressed twice, descriptions beside it', async () => {
    const terminal = await open(options);
    await terminal.type('kubectl get w\t\t');
    expect(terminal.screen.text).toBe(`${PROMPT} kubectl get web-\nweb-1  (the first)\nweb-2  (the second)\n${PROMPT} kubectl get web-`);
    await terminal.type('1\x15ls dir/\t\t');
    expect(terminal.screen.text).toContain('\ninner.yaml  inside\n');
  });
});
