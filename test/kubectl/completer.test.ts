import { beforeAll, describe, expect, it } from 'vitest';
import { createKubectlCompleter } from '../../src/kubectl/index.ts';
import type { Completion } from '../../src/shell/index.ts';
import { createLearner, type Learner } from './learner.ts';

let learner: Learner;
let complete: (line: string) => Promise<readonly Completion[]>;

beforeAll(async () => {
  learner = await createLearner();
  await learner.type(
    'kubectl create ns shop; kubectl create deployment web --image=nginx:1.27-alpine -n shop; kubectl rollout status deploy/web -n shop',
  );
  const completer = createKubectlCompleter(learner.simulator.connect({ name: 'learner', groups: ['system:masters'] }));
  complete = (line) => {
    const words = line.split(' ');
    const { files } = learner.machine;
    return learner.clock.drive(
      completer({ words: words.slice(0, -1), current: words.at(-1) ?? '', env: { HOME: '/root' }, cwd: '/root', files }),
    );
  };
});
const valuesOf = async (line: string) => (await complete(line)).map(({ value }) => value);

describe('Tab after kubectl', () => {
  it('offers commands and subcommands with what they do', async () => {
    expect(await complete('kubectl des')).toEqual([{ value: 'describe', description: 'Show an object, and what belongs to it, in words' }]);
    expect(await valuesOf('kubectl -n shop rollout re')).toEqual(['restart', 'resume']);
    expect(await valuesOf('kubectl create service n')).toEqual(['nodeport']);
  });

  it('offers kinds, also after a comma and by short name', async () => {
    expect(await valuesOf('kubectl get dep')).toEqual(['deployments']);
    expect(await valuesOf('kubectl get pods,serv')).toEqual(['pods,serviceaccounts', 'pods,services']);
    expect(await valuesOf('kubectl get svc')).toEqual(['svc']);
  });

  it('offers names in the namespace that the line gives, else in the context’s', async () => {
    expect(await valuesOf('kubectl -n shop describe deploy ')).toEqual(['web']);
    expect(await valuesOf('kubectl describe deploy ')).toEqual([]);
    expect(await valuesOf('kubectl -nshop get deploy/')).toEqual(['deploy/web']);
    await learner.type('kubectl config set-context --current --namespace=shop');
    expect(await valuesOf('kubectl get rs ')).toEqual([expect.stringMatching(/^web-/)]);
  });

  it('offers namespaces, containers, formats and flags', async () => {
    expect(await valuesOf('kubectl get pods -n sh')).toEqual(['shop']);
    expect(await valuesOf('kubectl get pods --namespace=kube-s')).toEqual(['--namespace=kube-system']);
    const [pod] = await valuesOf('kubectl logs ');
    expect(await valuesOf(`kubectl logs ${pod} -c `)).toEqual(['nginx']);
    expect(await valuesOf('kubectl get pods -o js')).toEqual(['json', 'jsonpath=']);
    expect(await complete('kubectl get pods --show-l')).toEqual([{ value: '--show-labels', description: 'a last column with all labels' }]);
  });

  it('leaves file names and what comes after -- to the shell', async () => {
    expect(await valuesOf('kubectl apply -f ')).toEqual([]);
    expect(await valuesOf('kubectl exec web -- l')).toEqual([]);
  });
});
