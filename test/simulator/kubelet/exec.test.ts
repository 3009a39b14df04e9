import { describe, expect, it } from 'vitest';
import { createCollector, createPipe, inputOf, type Program } from '../../../src/shell/index.ts';
import { createWorld } from './world.ts';

const upper: Program = async (process) => {
  for (let bytes = await process.stdin.read(process.signal); bytes; bytes = await process.stdin.read(process.signal))
    await process.stdout.write(new TextDecoder().decode(bytes).toUpperCase());
  await process.stderr.write(process.tty ? `terminal of ${process.tty.size.columns}\n` : 'no terminal\n');
  return 7;
};

async function running(programs: Record<string, Program> = {}) {
  const world = await createWorld({ programs });
  world.runPod('web', { command: ['idle'], env: [{ name: 'COLOUR', value: 'blue' }] });
  await world.clock.advance(3000);
  return world;
}

describe('a process beside a container', () => {
  it('has the container’s environment and its own streams, and its exit code comes back', async () => {
    const { clock, kubelet, pod } = await running({ upper });
    const [stdout, stderr] = [createCollector(), createCollector()];
    const options = { container: 'app', tty: false, stdout, stderr };
    const env = kubelet().exec(pod('web'), { ...options, command: ['env'] });
    expect(await clock.drive(env.exited)).toBe(0);
    expect(stdout.text()).toContain('COLOUR=blue\n');
    expect(stdout.text()).toContain('HOSTNAME=web\n');
    const child = kubelet().exec(pod('web'), { ...options, command: ['upper'], stdin: inputOf('abc\n') });
    expect(await clock.drive(child.exited)).toBe(7);
    expect(stdout.text()).toMatch(/ABC\n$/);
    expect(stderr.text()).toBe('no terminal\n');
  });

  it('gets a terminal when it asks for one: echo, line by line, Ctrl-D', async () => {
    const { clock, kubelet, pod } = await running({ upper });
    const stdout = createCollector();
    const keys = createPipe();
    const size = { columns: 100, rows: 30 };
    const child = kubelet().exec(pod('web'), { container: 'app', tty: true, command: ['upper'], stdin: keys.input, stdout, size });
    await keys.output.write('abc\r');
    await clock.advance(10);
    await keys.output.write('\u0004');
    expect(await clock.drive(child.exited)).toBe(7);
    expect(stdout.text()).toBe('abc\r\nABC\r\nterminal of 100\r\n');
  });

  it('ends with the container', async () => {
    const { clock, kubelet, pod } = await running();
    const child = kubelet().exec(pod('web'), { container: 'app', tty: false, command: ['idle'] });
    kubelet().machine(pod('web').metadata.uid)?.kill(1, 'SIGKILL');
    expect(await clock.drive(child.exited)).toBe(137);
    await clock.advance(3000);
    expect(pod('web').status.containerStatuses?.[0]?.lastState.terminated?.exitCode).toBe(137);
  });

  it('cannot be a program that the image lacks', async () => {
    const { kubelet, pod } = await running();
    expect(() => kubelet().exec(pod('web'), { container: 'app', tty: false, command: ['bash'] })).toThrow(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH',
    );
  });
});

describe('who is attached to a container', () => {
  const upperForever: Program = async (process) => {
    await process.stdout.write('ready\n');
    return upper(process);
  };
  const alone = { restartPolicy: 'Never' };

  it('types into its own process; what was opened for one ends with it, and the log has it all', async () => {
    const { clock, kubelet, pod, runPod, logs } = await createWorld({ programs: { upperForever } });
    runPod('web', { command: ['upperForever'], stdin: true, stdinOnce: true }, alone);
    await clock.advance(3000);
    const [stdout, stderr] = [createCollector(), createCollector()];
    const child = kubelet().attach?.(pod('web'), { container: 'app', tty: false, stdin: inputOf('abc\n'), stdout, stderr });
    expect(await clock.drive(child?.exited as Promise<number>)).toBe(0);
    expect(stdout.text()).toBe('ready\nABC\n');
    expect(stderr.text()).toBe('no terminal\n');
    await clock.advance(3000);
    expect(pod('web').status.containerStatuses?.[0]?.state.terminated?.exitCode).toBe(7);
    expect(await logs('web')).toBe('ready\nABC\nno terminal\n');
    expect(() => kubelet().attach?.(pod('web'), { container: 'app', tty: false, stdout })).toThrow(
      'unable to upgrade connection: container app not found in pod web_default',
    );
  });

  it('may come and go while an input stays open, and shares the output with others', async () => {
    const { clock, kubelet, pod, runPod } = await createWorld({ programs: { upperForever } });
    runPod('web', { command: ['upperForever'], stdin: true }, alone);
    await clock.advance(3000);
    const watching = createCollector();
    const watcher = kubelet().attach?.(pod('web'), { container: 'app', tty: false, stdout: watching });
    for (const word of ['one', 'two']) {
      const child = kubelet().attach?.(pod('web'), { container: 'app', tty: false, stdin: inputOf(`${word}\n`) });
      await clock.drive(child?.exited as Promise<number>);
    }
    await clock.advance(10);
    watcher?.kill('SIGHUP');
    await clock.drive(watcher?.exited as Promise<number>);
    expect(watching.text()).toBe('ONE\nTWO\n');
    expect(pod('web').status.phase).toBe('Running');
  });
});

describe('logs', () => {
  it('follow a container until it ends, with times when asked for', async () => {
    const say: Program = async (process) => {
      await process.stdout.write('one\ntw');
      await process.clock.sleep(2000, process.signal);
      await process.stdout.write('o\nrest');
      return 0;
    };
    const { clock, kubelet, pod, runPod } = await createWorld({ programs: { say } });
    runPod('web', { command: ['say'] }, { restartPolicy: 'Never' });
    await clock.advance(1500);
    let text = '';
    const query = { container: 'app', follow: true, previous: false, timestamps: true };
    const read = async () => {
      for await (const bytes of kubelet().logs(pod('web'), query, new AbortController().signal)) text += new TextDecoder().decode(bytes);
    };
    await clock.drive(read());
    expect(text.replace(/^\S+Z /gm, '<time> ')).toBe('<time> one\n<time> two\n<time> rest');
    expect(text).toMatch(/^2026-11-21T00:00:0\d\.\d{9}Z one/);
  });

  it('of a container that has not started say what it waits for', async () => {
    const { clock, kubelet, pod, runPod } = await createWorld();
    runPod('lost', { image: 'nowhere/app' });
    await clock.advance(2000);
    const query = { container: 'app', follow: false, previous: false, timestamps: false };
    expect(() => kubelet().logs(pod('lost'), query, new AbortController().signal)).toThrow(
      'container "app" in pod "lost" is waiting to start: trying and failing to pull image',
    );
  });
});
