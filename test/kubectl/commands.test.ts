// kubectl against the simulated cluster, as a learner types it.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLearner, type Learner } from './learner.ts';

let learner: Learner;
beforeAll(async () => {
  learner = await createLearner();
  await learner.type('kubectl create ns shop; kubectl config set-context --current --namespace=shop');
  await learner.type(
    'kubectl create deployment web --image=nginx:1.27-alpine --port=80 --replicas=2; kubectl expose deploy web; kubectl rollout status deploy/web',
  );
});
const type = (line: string, stdin?: string) => learner.type(line, stdin);

describe('reading', () => {
  it('shows tables of several kinds, each with its names qualified', async () => {
    const { out } = await type('kubectl get deploy,svc');
    expect(out).toMatch(
      /^NAME {18}READY {3}UP-TO-DATE {3}AVAILABLE {3}AGE\ndeployment\.apps\/web {3}2\/2 .*\n\nNAME {10}TYPE .*\nservice\/web {3}ClusterIP {3}10\.96\./,
    );
  });

  it('says on stderr that there is nothing, and succeeds', async () => {
    expect(await type('kubectl get pods -n default')).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
  });

  it('shows what there is and then says what there is not', async () => {
    const { out, err, code } = await type('kubectl get svc web nope -o name');
    expect([out, err, code]).toEqual(['service/web\n', 'Error from server (NotFound): services "nope" not found\n', 1]);
  });

  it('tells a wrong kind, a wrong flag and a wrong command apart', async () => {
    expect((await type('kubectl get foo')).err).toBe('error: the server doesn\'t have a resource type "foo"\n');
    expect((await type('kubectl get --foo')).err).toBe("error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n");
    expect((await type('kubectl gett pods')).err).toBe('error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n');
  });

  it('passes the server’s warnings on', async () => {
    expect((await type('kubectl get endpoints')).err).toBe(
      'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n',
    );
  });

  it('describes a Service whose selector matches nothing with blank endpoints', async () => {
    await type('kubectl create service clusterip broken --tcp=80:8080');
    const { out } = await type('kubectl describe svc broken');
    expect(out).toContain('Selector:                 app=broken\n');
    expect(out).toContain('TargetPort:               8080/TCP\nEndpoints:                \nSession Affinity:         None\n');
  });

  it('describes a pod with its events', async () => {
    const { out } = await type('kubectl describe pod -l app=web | head -60');
    expect(out).toMatch(/Controlled By: {2}ReplicaSet\/web-/);
    expect(out).toMatch(/Events:\n {2}Type {4}Reason {5}Age {3}From {15}Message\n/);
  });
});

describe('changing', () => {
  it('patches in three ways, and says when nothing changed', async () => {
    await type('kubectl create service clusterip p --tcp=80');
    const outs = [
      await type(`kubectl patch svc p -p '{"spec":{"ports":[{"port":80,"targetPort":8080}]}}'`),
      await type(`kubectl patch svc p --type=merge -p '{"spec":{"selector":{"app":"web"}}}'`),
      await type(`kubectl patch svc p --type=json -p '[{"op":"replace","path":"/spec/selector/app","value":"api"}]'`),
      await type(`kubectl patch svc p --type=merge -p '{"spec":{"selector":{"app":"api"}}}'`),
    ].map(({ out, err }) => out + err);
    expect(outs).toEqual(['service/p patched\n', 'service/p patched\n', 'service/p patched\n', 'service/p patched (no change)\n']);
    expect((await type(`kubectl get svc p -o jsonpath='{.spec.selector.app} {.spec.ports[0].targetPort}'`)).out).toBe('api 8080');
  });

  it('labels, refuses to overwrite unless told, and unlabels', async () => {
    await type('kubectl run l --image=busybox:1.36 -- sleep 10000');
    const answers = [];
    for (const change of ['tier=a', 'tier=b', 'tier=b --overwrite', 'tier-', 'tier-'])
      answers.push(await type(`kubectl label pod l ${change}`));
    expect(answers.map(({ out, err, code }) => [out + err, code])).toEqual([
      ['pod/l labeled\n', 0],
      ["error: 'tier' already has a value (a), and --overwrite is false\n", 1],
      ['pod/l labeled\n', 0],
      ['pod/l unlabeled\n', 0],
      ['label "tier" not found.\npod/l not labeled\n', 0],
    ]);
  });

  it('applies: created, unchanged, configured; and removes what the manifest no longer says', async () => {
    const manifest = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata: ${data}\n`;
    const outs = [];
    for (const data of ['{a: "1", b: "2"}', '{a: "1", b: "2"}', '{a: "3"}'])
      outs.push((await type('kubectl apply -f -', manifest(data))).out);
    expect(outs).toEqual(['configmap/c created\n', 'configmap/c unchanged\n', 'configmap/c configured\n']);
    expect((await type(`kubectl get cm c -o jsonpath='{.data}'`)).out).toBe('{"a":"3"}');
  });

  it('goes on with the other documents when one is refused, and fails', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d1}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: d2}\nspec: {ports: [{port: 80}], foo: 1}\n';
    const { out, err, code } = await type('kubectl apply -f -', text);
    expect([out, code]).toEqual(['configmap/d1 created\n', 1]);
    expect(err).toBe(
      'Error from server (BadRequest): error when creating "STDIN": Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.foo"\n',
    );
  });

  it('replaces a Service by another under the same name', async () => {
    await type('kubectl create service clusterip swap --tcp=80');
    expect((await type('kubectl delete svc swap')).out).toBe('service "swap" deleted from shop namespace\n');
    expect((await type('kubectl expose deploy web --name=swap --port=8080 --target-port=80 --cluster-ip=None')).out).toBe(
      'service/swap exposed\n',
    );
    expect((await type('kubectl set selector svc swap app=other')).out).toBe('service/swap selector updated\n');
    expect((await type(`kubectl get svc swap -o custom-columns=IP:.spec.clusterIP,APP:.spec.selector.app`)).out).toBe(
      'IP     APP\nNone   other\n',
    );
  });

  it('only shows what it would create with --dry-run=client', async () => {
    const { out } = await type('kubectl create deployment x --image=a/b:1 --dry-run=client -o yaml');
    expect(out).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\nmetadata:\n {2}labels:\n {4}app: x\n {2}name: x\n/);
    expect((await type('kubectl get deploy x')).code).toBe(1);
  });
});

describe('waiting and streaming', () => {
  it('follows a restart to its end, and goes back to an earlier revision', async () => {
    expect((await type('kubectl rollout restart deploy web')).out).toBe('deployment.apps/web restarted\n');
    expect((await type('kubectl rollout status deploy web')).out).toMatch(/deployment "web" successfully rolled out\n$/);
    expect((await type('kubectl rollout undo deploy web')).out).toBe('deployment.apps/web rolled back\n');
    expect((await type('kubectl rollout status deploy web')).code).toBe(0);
  });

  it('waits for a condition, for a value, and no longer than it was told', async () => {
    expect((await type('kubectl wait pod -l app=web --for=condition=Ready')).out).toMatch(
      /^pod\/web-\S+ condition met\npod\/web-\S+ condition met\n$/,
    );
    expect((await type(`kubectl wait deploy/web --for=jsonpath='{.status.readyReplicas}'=2`)).out).toBe(
      'deployment.apps/web condition met\n',
    );
    const before = learner.clock.now();
    const { err, code } = await type(`kubectl wait deploy/web --for=jsonpath='{.spec.replicas}'=9 --timeout=7s`);
    expect([err, code]).toEqual(['error: timed out waiting for the condition on deployments/web\n', 1]);
    expect(learner.clock.now() - before).toBeGreaterThanOrEqual(7000);
    expect(learner.clock.now() - before).toBeLessThan(8000);
  });

  it('writes changes as they happen with -w, and ends on Ctrl-C', async () => {
    const watching = learner.start('kubectl get pods -w');
    await learner.clock.advance(100);
    const before = watching.out();
    await type('kubectl run watched --image=busybox:1.36 --restart=Never -- sleep 10000');
    await type('kubectl wait pod/watched --for=condition=Ready');
    await learner.clock.advance(100);
    const added = watching.out().slice(before.length);
    expect(before).toMatch(/^NAME .*AGE\n/);
    expect(added).toMatch(/^watched .*Pending[\s\S]*watched .*ContainerCreating[\s\S]*watched .*1\/1 .*Running/);
    expect(await watching.stop()).toBe(130);
    const pending = learner.clock.pending;
    await learner.clock.advance(100);
    expect(learner.clock.pending).toBeLessThanOrEqual(pending);
  });

  it('runs commands in a container with their input, output and exit code', async () => {
    expect(await type('echo hallo | kubectl exec -i deploy/web -- cat')).toEqual({ out: 'hallo\n', err: '', code: 0 });
    expect(await type(`kubectl exec deploy/web -- sh -c 'echo wrong >&2; exit 3'`)).toEqual({
      out: '',
      err: 'wrong\ncommand terminated with exit code 3\n',
      code: 3,
    });
    expect((await type('kubectl exec nope -- ls')).err).toBe('Error from server (NotFound): pods "nope" not found\n');
  });

  it('makes an object anew out of what it has printed', async () => {
    const { type } = learner;
    await type('kubectl create service clusterip again --tcp=80; kubectl get svc again -o yaml > again.yaml');
    expect(await type('kubectl replace --force -f again.yaml')).toMatchObject({
      out: 'service "again" deleted from shop namespace\nservice/again replaced\n',
      err: '',
    });
    expect((await type('kubectl delete svc again && kubectl create -f again.yaml')).out).toContain('service/again created\n');
    expect((await type('kubectl delete svc again && kubectl apply -f again.yaml && kubectl delete svc again')).out).toContain(
      'service/again created\n',
    );
  });

  it('restarts a deployment whose container has one port for two protocols', async () => {
    expect(await learner.type('kubectl -n kube-system rollout restart deploy/coredns')).toEqual({
      out: 'deployment.apps/coredns restarted\n',
      err: '',
      code: 0,
    });
    await learner.type('kubectl -n kube-system rollout status deploy/coredns');
  });

  it('shows logs, also as they are written', async () => {
    await type(
      `kubectl run talker --image=busybox:1.36 --restart=Never -- sh -c 'i=0; while true; do i=$((i+1)); echo line $i; sleep 1; done'`,
    );
    await type('kubectl wait pod/talker --for=condition=Ready');
    await learner.clock.advance(3500);
    expect((await type('kubectl logs talker --tail=2')).out).toMatch(/^line \d+\nline \d+\n$/);
    const following = learner.start('kubectl logs -f talker --tail=1');
    await learner.clock.advance(3000);
    expect(following.out().split('\n').length).toBeGreaterThanOrEqual(4);
    expect(await following.stop()).toBe(130);
  });
});

it('never breaks in a way that is a bug', () => {
  expect(learner.bugs()).toEqual([]);
});
