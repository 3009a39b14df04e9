// kubectl on the learner's own terminal: a shell beside a container, and one that is a container's own process.
import { expect, it } from 'vitest';
import { createPty } from '../../src/shell/index.ts';
import { createLearner, type Learner } from './learner.ts';

/** Without colours, cursor keys and the marks around prompts (OSC 133). */
const withoutMarks = (text: string) => text.replace(/\x1b\[[?\d;]*[a-zA-Z]|\x1b\]133;[^\x07\x1b]*(?:\x07|\x1b\\)/g, '');

/** Starts a line on a terminal of its own. */
function onTerminal({ machine, clock }: Learner, line: string) {
  const pty = createPty({ columns: 100, rows: 30 });
  const child = machine.start(['bash', '-c', line], {
    env: { HOME: '/root', PATH: '/bin' },
    cwd: '/root',
    stdin: pty.stdin,
    stdout: pty.stdout,
    stderr: pty.stdout,
    tty: pty.tty,
  });
  let screen = '';
  void (async () => {
    for (let bytes = await pty.end.read(); bytes; bytes = await pty.end.read())
      screen = withoutMarks(screen + new TextDecoder().decode(bytes));
  })();
  return {
    screen: () => screen,
    async press(keys: string, ms = 500) {
      pty.end.write(new TextEncoder().encode(keys));
      await clock.advance(ms);
    },
    async end() {
      await clock.drive(child.exited);
      await clock.advance(10);
    },
  };
}

it('a shell in a container gets the keys, the size and Ctrl-C, and gives the terminal back', async () => {
  const learner = await createLearner();
  await learner.type('kubectl run box --image=busybox:1.36 -- sleep 10000; kubectl wait pod/box --for=condition=Ready');
  const { press, screen, end } = onTerminal(learner, 'kubectl exec -it box -- sh; echo back with $?');
  await press('');
  await press('hostname\r');
  expect(screen()).toContain('hostname\r\nbox\r\n');
  await press('sleep 1000\r');
  await press('\x03');
  await press('echo still here\r');
  expect(screen()).toContain('\r\nstill here\r\n');
  await press('exit 7\r');
  await end();
  expect(screen()).toMatch(/command terminated with exit code 7\r\nback with 7\r\n$/);
  expect(learner.bugs()).toEqual([]);
});

it('a throw-away pod is a shell that Ctrl-C does not end and exit does; then it is gone', async () => {
  const learner = await createLearner();
  const line = 'kubectl run tmp --rm -it --restart=Never --image=busybox:1.36 -- sh; echo back with $?';
  const { press, screen, end } = onTerminal(learner, line);
  await press('', 20_000);
  expect(screen()).toMatch(/If you don't see a command prompt, try pressing enter\.\r\n[\s\S]*\/ # $/);
  await press('hostname; sleep 1000\r');
  await press('\x03');
  await press('echo still here\r');
  expect(screen()).toContain('\r\ntmp\r\n^C\r\n/ # echo still here\r\nstill here\r\n');
  expect((await learner.type('kubectl logs tmp')).out).toContain('still here');
  await press('exit 3\r');
  await end();
  expect(screen()).toMatch(
    /exit 3\r\npod "tmp" deleted from default namespace\r\npod default\/tmp terminated \(Error\)\r\nback with 3\r\n$/,
  );
  expect((await learner.type('kubectl get pods')).err).toBe('No resources found in default namespace.\n');
  expect(learner.bugs()).toEqual([]);
});

it('a pod that restarts can be attached to again after Ctrl-D', async () => {
  const learner = await createLearner();
  const first = onTerminal(learner, 'kubectl run tmp -it --image=busybox:1.36');
  await first.press('', 20_000);
  await first.press('\x04');
  await first.end();
  expect(first.screen()).toMatch(/\r\nSession ended, resume using 'kubectl attach tmp -c tmp -i -t' command when the pod is running\r\n$/);
  await learner.type('sleep 30');
  const second = onTerminal(learner, 'kubectl attach -it tmp');
  await second.press('');
  await second.press('echo again\r');
  expect(second.screen()).toContain('\r\nagain\r\n');
});

it('a file is piped through a pod; without a terminal -t is refused', async () => {
  const learner = await createLearner();
  const run = 'kubectl run tmp --rm --restart=Never --image=busybox:1.36 --quiet';
  expect(await learner.type(`${run} -i -- cat`, 'one\ntwo\n')).toEqual({ out: 'one\ntwo\n', err: '', code: 0 });
  const { err } = await learner.type(`${run.replace(' --quiet', '')} -it -- hostname`, '');
  expect(err).not.toContain('warning');
  expect(await learner.type(`${run} -i -- cat /etc/hostname`)).toEqual({ out: 'tmp\n', err: '', code: 0 });
});
