// A learner's attempt outlives the place that hosts it.
import { describe, expect, it } from 'vitest';
import type { Outcome, Task } from '../../grader/index.ts';
import { labIds, readLab } from '../../src/server/labs-on-disk.ts';
import { createMemoryStore, type LabSource, type SessionView } from '../../src/session/index.ts';
import { beginLife, type Life } from './hosted-life.ts';

const { source: lab, scripts } = await readLab('empty-endpoints');
const { source: otherLab } = await readLab('cross-namespace-minio');
const wrong = scripts.find(({ name }) => name === 'wrong-part-of.sh')?.text ?? '';
const { id } = lab.definition;
const GATHERED_MS = 150;

async function begun(store = createMemoryStore(), source: LabSource = lab): Promise<Life> {
  const life = beginLife(store, [source, otherLab]);
  await life.clock.drive(life.session.ensure(source.definition.id));
  return life;
}

async function shellOf(life: Life) {
  const screen = life.screen();
  await life.until(() => screen.text.includes('\x1b]133;B'));
  return screen;
}

/** What evidence says of random samples may differ from look to look. */
const verdicts = ({ tasks, proofs, phase }: SessionView) => ({
  phase,
  proofs,
  tasks: tasks.map(({ id: task, hints, live, proof }) => ({ task, hints, live: said(live), proof: said(proof) })),
});
const said = (outcome: Outcome | undefined) => (outcome?.status === 'failed' ? outcome.messageId : outcome?.status);

describe('a session whose host died', () => {
  it('has the same verdicts, hints and scrollback, and says which command was stopped', async () => {
    const store = createMemoryStore();
    const first = await begun(store);
    const screen = await shellOf(first);
    for (const line of wrong.trim().split('\n')) await first.run(screen, line);
    await first.session.hint(lab.definition.tasks[0]?.id ?? '');
    await first.clock.drive(first.session.prove());
    screen.type('kubectl -n minio get pods -w\r');
    await first.pass(5_000);
    const [before, scrollback] = [verdicts(first.view), screen.text];
    expect(before.tasks.map(({ proof }) => proof)).toContain('console-answers');
    expect(before.tasks[0]?.hints).toHaveLength(1);
    expect(before.proofs).toBe(1);
    first.crash();

    const second = await begun(store);
    expect(verdicts(second.view)).toEqual(before);
    expect(second.steps).toEqual(['Bringing your cluster back']);
    const again = await shellOf(second);
    await second.until(() => again.text.includes('was stopped'));
    expect(again.text.slice(0, scrollback.length)).toBe(scrollback);
    expect(again.text.match(/\[podkova: .*?\]/g)).toEqual(['[podkova: "kubectl -n minio get pods -w" was stopped by the restart]']);
    await second.pass(15_000);
    expect(verdicts(second.view)).toEqual(before);
    expect([...first.failures, ...second.failures]).toEqual([]);
  });

  it.each(labIds())('%s can be solved under one host and proved under the next', async (labId) => {
    const { source, scripts: answers } = await readLab(labId);
    const store = createMemoryStore();
    const first = await begun(store, source);
    const screen = await shellOf(first);
    const script = answers.find(({ kind }) => kind === 'solution')?.text ?? '';
    screen.type(`${script.replaceAll('\n', '\r')}\recho all of "it"\r`);
    await first.until(() => /all of it\r\n[\s\S]*133;B/.test(screen.text));
    await first.pass(GATHERED_MS);
    first.crash();
    const prover = await begun(store, source);
    await prover.clock.drive(prover.session.prove());
    expect(prover.view.phase).toBe('solved');
    await prover.pass(GATHERED_MS);
    prover.crash();
    const last = await begun(store, source);
    expect(verdicts(last.view)).toEqual(verdicts(prover.view));
    expect([first, prover, last].flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('puts back first of all what a proof had disturbed', async () => {
    const store = createMemoryStore();
    const [task] = lab.definition.tasks;
    const minio = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'minio', name: 'minio' };
    const proof: NonNullable<Task['proof']> = async ({ disturb, wait }) => {
      await disturb({ kind: 'scale', object: minio, replicas: 0 });
      await disturb({ kind: 'delete', object: { ...minio, apiVersion: 'v1', kind: 'Service' } });
      await wait(60_000);
      return { status: 'passed' };
    };
    const disturbing: LabSource = { ...lab, definition: { ...lab.definition, tasks: task ? [{ ...task, proof }] : [] } };
    const first = await begun(store, disturbing);
    void first.session.prove().catch(() => undefined);
    await first.pass(20_000);
    const screen = await shellOf(first);
    expect(await first.run(screen, 'kubectl -n minio get svc minio -o name; kubectl -n minio get deploy minio')).toMatch(
      /NotFound[\s\S]*0\/0/,
    );
    await first.clock.advance(GATHERED_MS);
    first.crash();
    const second = await begun(store, disturbing);
    const again = await shellOf(second);
    await second.pass(10_000);
    expect(await second.run(again, 'kubectl -n minio get svc minio -o name; kubectl -n minio get deploy minio')).toMatch(
      /service\/minio[\s\S]*2\/2/,
    );
    expect(second.view.phase).toBe('ready');
  });

  it('comes back from any moment, also while it wrote', async () => {
    const store = createMemoryStore();
    for (let round = 0; round < 12; round++) {
      const life = await begun(store);
      const screen = await shellOf(life);
      expect(await life.run(screen, 'test ! -e rounds || tail -1 rounds')).toContain(round === 0 ? '133;D;0' : `round ${round - 1}\r\n`);
      await life.run(screen, `echo round ${round} >> rounds; kubectl -n minio scale deploy minio --replicas=${round % 4}`);
      await life.clock.advance(GATHERED_MS);
      screen.type(
        'kubectl -n minio delete pods --all --wait=false; for i in 1 2 3 4 5 6; do kubectl create cm "r$RANDOM" --from-literal=a=b; done\r',
      );
      await life.pass(37 * round);
      life.crash();
      expect(life.failures).toEqual([]);
    }
    const last = await begun(store);
    await last.pass(60_000);
    const all = 'for w in minio/deploy/minio kube-system/deploy/coredns kube-system/ds/kube-proxy kube-system/ds/kindnet';
    const shown = await last.run(
      await shellOf(last),
      `${all}; do kubectl -n \${w%%/*} rollout status \${w#*/} --timeout=5s || echo failed; done`,
    );
    expect(shown.match(/successfully rolled out/g)).toHaveLength(4);
  }, 60_000);
});

describe('what is kept', () => {
  it('goes with a reset and with an end, and stays when the host rests or another lab is opened', async () => {
    const store = createMemoryStore();
    const life = await begun(store);
    await life.clock.advance(GATHERED_MS);
    expect(await store.list()).toEqual([id]);
    await life.run(await shellOf(life), 'touch mine');
    await life.clock.drive(life.session.ensure(otherLab.definition.id));
    await life.clock.advance(GATHERED_MS);
    expect([...(await store.list())].sort()).toEqual([otherLab.definition.id, id].sort());
    await life.clock.drive(life.session.ensure(id));
    const screen = await shellOf(life);
    expect(await life.run(screen, 'ls')).toContain('mine');
    await life.clock.drive(life.session.reset());
    await life.clock.advance(GATHERED_MS);
    expect(await life.run(screen, 'ls')).not.toContain('mine');
    await life.run(screen, 'touch other');
    await life.clock.drive(life.session.rest());
    const second = await begun(store);
    expect(await second.run(await shellOf(second), 'ls')).toContain('other');
    await second.clock.drive(second.session.stop());
    expect(await store.list()).toEqual([otherLab.definition.id]);
  });

  it('is dropped with a word when the lab has changed, when its form is another one, or when it cannot be read', async () => {
    const store = createMemoryStore();
    const first = await begun(store);
    await first.clock.advance(GATHERED_MS);
    first.crash();
    const changed: LabSource = { ...lab, setupYaml: `${lab.setupYaml}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n` };
    const second = await begun(store, changed);
    expect(second.steps[0]).toBe('The lab has changed since you were here: it starts anew');
    expect(second.view.phase).toBe('ready');
    await second.clock.advance(GATHERED_MS);
    second.crash();

    const edit = async (part: string, change: (text: string) => string) => {
      const bytes = (await store.load(id))?.get(part);
      await store.write(id, new Map([[part, new TextEncoder().encode(change(new TextDecoder().decode(bytes)))]]));
    };
    await edit('session', (text) => text.replace('"format":', '"format":9'));
    const third = await begun(store, changed);
    expect(third.steps[0]).toBe('Podkova has changed since you were here: the lab starts anew');
    await third.clock.advance(GATHERED_MS);
    third.crash();

    await edit('core', () => '{"id":');
    const fourth = await begun(store, changed);
    expect(fourth.steps).toContain('What was kept of this lab could not be read: it starts anew');
    expect(fourth.view.phase).toBe('ready');
    expect(fourth.failures).toHaveLength(1);
  });

  it('is small, and little of it is written when little happens', async () => {
    const written: number[] = [];
    const memory = createMemoryStore();
    const life = await begun({
      ...memory,
      write(key, changes) {
        written.push([...changes.values()].reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0));
        return memory.write(key, changes);
      },
    });
    const screen = await shellOf(life);
    await life.pass(30_000);
    expect(Math.max(...written)).toBeLessThan(300_000);
    expect(written.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(600_000);
    const before = written.length;
    await life.pass(120_000);
    // Servers log their probes, and that can wait.
    expect(written.length - before).toBeLessThanOrEqual(120 / 5);
    expect(Math.max(...written.slice(before))).toBeLessThan(30_000);
    const idle = written.length;
    screen.type('x');
    await life.pass(1_000);
    expect(written.slice(idle).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(30_000);
  });
});
