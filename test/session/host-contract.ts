// What a page may rely on, whoever hosts the session. Takes the host as a factory around its parts.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../grader/index.ts';
import { realClock } from '../../src/clock.ts';
import type { LabSource, SessionHost, SessionParts, SessionView } from '../../src/session/index.ts';
import { portTransport } from '../../src/terminal/index.ts';
import { type RecordingScreen, recordingScreen } from '../terminal/doubles.ts';
import { type KeepingDriver, type KeptCluster, keepingDriver } from './keeping-driver.ts';
import { impossibleLab, oneAnswerLab } from './one-answer-lab.ts';

export interface Hosted {
  readonly host: SessionHost;
  close(): void | Promise<void>;
}

const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5000, interval: 2 });

export function describeSessionHost(name: string, open: (parts: SessionParts) => Hosted | Promise<Hosted>): void {
  describe(`a session ${name}`, () => {
    let driver: KeepingDriver;
    let hosted: Hosted;
    let host: SessionHost;
    let views: SessionView[];
    const screens: RecordingScreen[] = [];
    const labs = new Map<string, LabSource>([oneAnswerLab, impossibleLab].map((lab) => [lab.definition.id, lab]));
    const view = () => views.at(-1) as SessionView;
    const task = (id: string) => view().tasks.find((shown) => shown.id === id);
    const cluster = (at = -1) => driver.started.at(at) as KeptCluster;

    function screen(terminalId = 'main'): RecordingScreen {
      const connect = () => {
        const { port1, port2 } = new MessageChannel();
        host.attach(terminalId, portTransport(port2));
        return portTransport(port1);
      };
      const made = recordingScreen(connect, realClock);
      screens.push(made);
      return made;
    }

    beforeEach(async () => {
      driver = keepingDriver();
      hosted = await open({ findLab: async (id) => labs.get(id), drivers: [driver], clock: realClock });
      host = hosted.host;
      views = [];
      host.view((next) => views.push(next));
    });
    afterEach(async () => {
      for (const made of screens.splice(0)) made.close();
      await host.stop();
      await hosted.close();
    });

    it('is idle until somebody starts a lab', async () => {
      await until(() => views.length === 1);
      expect(view()).toMatchObject({ phase: 'idle', labId: '' });
    });

    it('tells what it does while it starts, and is ready with its tasks', async () => {
      await host.ensure('one-answer');
      await until(() => view().phase === 'ready');
      expect(view()).toMatchObject({ labId: 'one-answer', driver: 'sim', title: { en: 'One answer' } });
      expect(view().steps.map(({ en }) => en)).toEqual(['starting one-node', 'ready']);
      expect(view().tasks.map(({ id, kind, hintCount }) => [id, kind, hintCount])).toEqual([
        ['answer', 'goal', 3],
        ['probe', 'guard', 0],
      ]);
    });

    it('finds a lab that runs already instead of starting it twice', async () => {
      await Promise.all([host.ensure('one-answer'), host.ensure('one-answer')]);
      await host.ensure('one-answer');
      expect(driver.started).toHaveLength(1);
    });

    it('turns a task green while the learner works', async () => {
      await host.ensure('one-answer');
      await until(() => task('answer')?.live?.status === 'failed' && task('probe')?.live?.status === 'passed');
      await host.answer('answer', '42');
      await until(() => task('answer')?.live?.status === 'passed');
    });

    it('is solved when every proof has passed, and says why not before', async () => {
      await host.ensure('one-answer');
      await host.answer('answer', '42');
      await host.prove();
      await until(() => view().phase === 'solved');
      expect(view().proofs).toBe(1);
      expect(task('answer')?.proof).toEqual({ status: 'passed' });
    });

    it('shows a task that could not be looked at as errored, never as wrong', async () => {
      await host.ensure('one-answer');
      await host.answer('answer', 'broken');
      await until(() => task('probe')?.live?.status === 'errored');
      const outcome = task('probe')?.live;
      if (outcome?.status !== 'errored') throw new Error('not errored');
      expect(outcome.problem).toBeInstanceOf(Problem);
      expect(outcome.problem.code).toBe('probe-failed');
      expect(outcome.problem.learner.ru).toContain('Проверяющий');
    });

    it('opens hints one by one, and no more than there are', async () => {
      await host.ensure('one-answer');
      for (let i = 0; i < 4; i++) await host.hint('answer');
      await until(() => task('answer')?.hints.length === 3);
      expect(task('answer')?.hints.map(({ ru }) => ru)).toEqual(['раз', 'два', 'три']);
      await expect(host.hint('probe')).rejects.toMatchObject({ name: 'Problem', code: 'unsupported' });
    });

    it('joins a screen to a shell, also one that came while the lab was starting', async () => {
      driver.stuck = true;
      const ready = host.ensure('one-answer');
      await until(() => view()?.phase === 'starting');
      const seen = screen();
      driver.stuck = false;
      await ready;
      await until(() => seen.text.includes('shell 0 of kept-0'));
      seen.type('ls\r');
      await until(() => cluster().shells[0]?.typed === 'ls\r');
    });

    it('gives two terminals two shells, and a screen that comes back the same one', async () => {
      await host.ensure('one-answer');
      const first = screen('main');
      const other = screen('second');
      await until(() => first.text !== '' && other.text !== '');
      first.close();
      const back = screen('main');
      await until(() => back.text !== '');
      expect(cluster().shells).toHaveLength(2);
    });

    it('starts over with the screens attached: objects, hints and verdicts are as at the beginning', async () => {
      await host.ensure('one-answer');
      const seen = screen();
      await host.answer('answer', '42');
      await host.hint('answer');
      await until(() => seen.text !== '' && task('answer')?.live?.status === 'passed');
      await host.reset();
      await until(() => seen.text.includes('of kept-1') && task('answer')?.live?.status === 'failed');
      expect(seen.text).not.toContain('kept-0');
      expect(task('answer')?.hints).toEqual([]);
      expect(cluster(0).stopped).toBe(true);
      seen.type('x');
      await until(() => cluster(1).shells[0]?.typed === 'x');
    });

    it('can be started over while it hangs at its start', async () => {
      driver.stuck = true;
      const hanging = host.ensure('one-answer');
      const broken = expect(hanging).rejects.toMatchObject({ code: 'stopped' });
      await until(() => view()?.phase === 'starting');
      const reset = host.reset();
      // Let go only now: a start that gets ready before the reset arrives is not broken off.
      await broken;
      driver.stuck = false;
      await reset;
      await until(() => view().phase === 'ready');
    });

    it('says what went wrong when it cannot start, and starts at the next try', async () => {
      driver.failure = new Problem('setup-failed', 'setup.yaml: no such kind');
      await expect(host.ensure('one-answer')).rejects.toMatchObject({ name: 'Problem', code: 'setup-failed' });
      await until(() => view().phase === 'lost');
      expect(view().problem).toMatchObject({ code: 'setup-failed', learner: { en: expect.stringContaining('not yours') } });
      await host.reset();
      await until(() => view().phase === 'ready');
      expect(view().problem).toBeUndefined();
    });

    it('says when the cluster is lost, and starts another when asked', async () => {
      await host.ensure('one-answer');
      cluster().lose(new Problem('cluster-unreachable', 'gone'));
      await until(() => view().phase === 'lost');
      expect(view().problem?.code).toBe('cluster-unreachable');
      await host.ensure('one-answer');
      await until(() => view().phase === 'ready');
      expect(driver.started).toHaveLength(2);
    });

    it('refuses labs that do not exist or do not fit', async () => {
      await expect(host.ensure('no-such-lab')).rejects.toMatchObject({ code: 'unknown-lab' });
      await expect(host.ensure('impossible')).rejects.toMatchObject({ code: 'feature-missing' });
      await expect(host.prove()).rejects.toMatchObject({ code: 'stopped' });
    });

    it('reads objects now, after every change, and from the new cluster after a reset', async () => {
      await host.ensure('one-answer');
      const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
      cluster().put(map('first'));
      const seen: string[][] = [];
      const unsubscribe = host.read({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' }, (objects) =>
        seen.push((objects as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)),
      );
      await until(() => seen.at(-1)?.join() === 'first');
      await realClock.sleep(20);
      cluster().put(map('second'));
      await until(() => seen.at(-1)?.join() === 'first,second');
      await host.reset();
      await until(() => seen.at(-1)?.length === 0);
      unsubscribe();
    });

    it('calls from pods to hosts now, after a policy has changed, and on the new cluster after a reset', async () => {
      await host.ensure('one-answer');
      const seen: string[] = [];
      const callers = ['web', 'gone'].map((pod) => ({ namespace: 'shop', pod }));
      const unsubscribe = host.reach({ callers, targets: [{ host: 'db.shop', port: 5432 }] }, (reached) =>
        seen.push(JSON.stringify(reached)),
      );
      await until(() => seen.at(-1) === '[["connected"],[null]]');
      cluster().put({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny', namespace: 'shop' } });
      await until(() => seen.at(-1) === '[["timed-out"],[null]]');
      await host.reset();
      await until(() => seen.at(-1) === '[["connected"],[null]]');
      unsubscribe();
    });

    it('calls nobody while the page is hidden', async () => {
      await host.ensure('one-answer');
      const seen: unknown[] = [];
      host.visible(false);
      const query = { callers: [{ namespace: 'shop', pod: 'web' }], targets: [{ host: 'db.shop', port: 5432 }] };
      const unsubscribe = host.reach(query, (reached) => seen.push(reached));
      await realClock.sleep(50);
      expect(seen).toEqual([]);
      host.visible(true);
      await until(() => seen.length === 1);
      unsubscribe();
    });

    it('leaves nothing when it is stopped, and tells screens so', async () => {
      await host.ensure('one-answer');
      const seen = screen();
      await until(() => seen.text !== '');
      await host.stop();
      await until(() => view().phase === 'stopped' && seen.state?.kind === 'refused');
      expect(cluster().stopped).toBe(true);
      expect(seen.state).toEqual({ kind: 'refused', code: 'stopped' });
    });
  });
}
