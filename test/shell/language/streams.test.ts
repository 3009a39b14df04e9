import { describe, expect, it } from 'vitest';
import type { Program } from '../../../src/shell/index.ts';
import { openTerminal } from '../terminal.ts';
import { createWorld } from '../world.ts';

/** Prints a line each second, as `kubectl logs -f` of a busy pod does. */
const ticker: Program = async (process) => {
  for (let tick = 1; ; tick++) {
    await process.stdout.write(`tick ${tick} ${tick % 2 ? 'GET' : 'POST'}\n`);
    await process.clock.sleep(1000, process.signal);
  }
};

describe('pipelines stream', () => {
  it.each([
    'grep POST',
    'sed -n /POST/p',
    "awk '/POST/'",
    'tr a-z A-Z | grep POST',
    'cut -d" " -f3 | grep --line-buffered POST',
    'cat | tee copy | grep POST',
  ])('a matching line shows in `ticker | %s` before the next one is written', async (filter) => {
    const terminal = openTerminal({ programs: { ticker } });
    await terminal.settle();
    const lines = () =>
      terminal.screen.text
        .split('\n')
        .slice(1)
        .filter((line) => line.endsWith('POST')).length;
    await terminal.type(`ticker | ${filter}\r`, 1500);
    expect(lines()).toBe(1);
    await terminal.settle(2000);
    expect(lines()).toBe(2);
  });

  it('an endless writer ends when its reader has enough, with 141', async () => {
    const { stdout } = await createWorld().run(
      'while true; do echo x; done | head -3; echo ${PIPESTATUS[@]}; yes | head -1; echo ${PIPESTATUS[@]}',
    );
    expect(stdout).toBe('x\nx\nx\n141 0\ny\n141 0\n');
  });

  it('a writer waits for a slow reader instead of filling memory', async () => {
    let written = 0;
    const flood: Program = async (process) => {
      for (;;) {
        await process.stdout.write('x'.repeat(1023).concat('\n'));
        written += 1024;
      }
    };
    await createWorld({ programs: { flood } }).run('flood | { sleep 5; head -1; } > /dev/null');
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(100_000);
  });

  it('a background job of a subshell keeps the pipe open until it ends', async () => {
    const { stdout } = await createWorld().run('(sleep 2; echo late) & (sleep 1; echo early) | cat; wait');
    expect(stdout).toBe('early\nlate\n');
  });

  it('all stages start at once', async () => {
    const world = createWorld();
    const startMs = world.clock.now();
    await world.run('sleep 2 | sleep 2 | sleep 2');
    expect(world.clock.now() - startMs).toBeLessThan(2100);
  });

  it('a script on standard input shares it with its commands', async () => {
    const world = createWorld();
    const { stdout } = await world.run('printf "read x\\nthis is data\\necho got \\$x\\n" | bash');
    expect(stdout).toBe('got this is data\n');
  });
});

describe('ash, the shell of pods', () => {
  it('says what BusyBox says', async () => {
    const world = createWorld();
    expect(await world.run('foo', { shell: 'sh' })).toEqual({ code: 127, stdout: '', stderr: 'sh: foo: not found\n' });
    expect((await world.run('cat < nope; cd nope', { shell: 'sh' })).stderr).toBe(
      "sh: can't open nope: no such file\nsh: cd: can't cd to nope: No such file or directory\n",
    );
  });

  it('greets with its own prompt', async () => {
    const terminal = openTerminal({ shell: 'sh' });
    await terminal.settle();
    expect(terminal.screen.text).toBe('~ $');
    await terminal.type('cd /tmp; for i in 1 2; do echo $i; done\r');
    expect(terminal.screen.text).toBe('~ $ cd /tmp; for i in 1 2; do echo $i; done\n1\n2\n/tmp $');
  });
});
