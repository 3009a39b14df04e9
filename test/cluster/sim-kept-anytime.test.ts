// Hosts that die at moments nobody chose: what comes back is always a whole cluster.
import { expect, it } from 'vitest';
import type { ClusterSpec } from '../../src/cluster/driver.ts';
import { readLab } from '../../src/server/labs-on-disk.ts';
import { createMemoryStore } from '../../src/session/index.ts';
import { pods } from '../../src/simulator/index.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { hostCluster, type KeptCluster, objectsOf } from './kept-cluster.ts';

const { source } = await readLab('empty-endpoints');
const spec: ClusterSpec = {
  labId: 'empty-endpoints',
  nodes: 'three-nodes',
  requires: [],
  setupYaml: source.setupYaml,
  files: source.files,
  namespace: source.definition.namespace ?? 'default',
};
const LIVES = 6;
const encoder = new TextEncoder();

/** What a learner, a beginner or a vandal may do. */
const deeds = [
  'kubectl -n minio scale deployment minio --replicas=0',
  'kubectl -n minio scale deployment minio --replicas=4',
  'kubectl -n minio delete pod -l app=minio --wait=false',
  'kubectl -n minio delete pod -l app=minio --grace-period=0 --force',
  'kubectl -n minio rollout restart deployment minio',
  'kubectl -n minio set image deployment/minio-console console=example.com/nothing:2',
  'kubectl -n minio rollout undo deployment minio-console',
  'kubectl delete namespace minio --wait=false',
  'kubectl create namespace minio; kubectl -n minio create deployment minio --image=nginx:1.27-alpine',
  'kubectl -n minio expose deployment minio --port=80 --target-port=9000 --name=other',
  'kubectl -n kube-system delete pod -l k8s-app=kube-dns --wait=false',
  'kubectl -n kube-system delete pod -l k8s-app=kube-proxy --wait=false',
  `kubectl run "job$RANDOM" --image=busybox:1.36 --restart=Never -- sh -c 'echo ran; sleep 3; exit 1'`,
  `kubectl -n minio exec deploy/minio -- sh -c 'echo $RANDOM >> /tmp/written'`,
  'for i in 1 2 3 4 5; do kubectl create configmap "c$RANDOM" --from-literal=a=$i; done; kubectl delete configmap --all',
];

/** What must be so in any cluster, at any moment. */
function expectWhole({ cluster: { simulator } }: KeptCluster): void {
  const objects = simulator.api.list(pods);
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const wired = simulator.network.nodes().flatMap(({ podUids }) => podUids());
  expect(wired.filter((uid) => !uids.has(uid))).toEqual([]);
  for (const { metadata, spec: podSpec, status } of objects) {
    if (status.phase !== 'Running' || podSpec.hostNetwork) continue;
    const addresses = simulator.network
      .namespaceOf(metadata.uid)
      ?.interfaces()
      .flatMap((one) => one.addresses);
    expect(addresses?.map((address) => address.split('/')[0])).toContain(status.podIP);
    for (const { state, name } of status.containerStatuses ?? [])
      if (state?.running && !metadata.deletionTimestamp)
        expect(simulator.containerMachine(metadata.uid, name), `${metadata.name} ${name}`).toBeDefined();
  }
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('a host that dies again and again leaves a whole cluster each time (seed %i)', async (seed) => {
  const random = createRandom(seed);
  const store = createMemoryStore();
  for (let life = 0; life < LIVES; life++) {
    const hosted = await hostCluster(spec, store, seed);
    expectWhole(hosted);
    const { clock } = hosted.cluster;
    // Between two writes the store is behind; it is never in between.
    hosted.keeper.begin();
    const terminal = await hosted.cluster.terminal(`life-${life}`, { columns: 80, rows: 24 });
    void (async () => {
      while (await terminal.read());
    })();
    for (let deed = 0; deed < 1 + random.below(4); deed++) {
      terminal.write(encoder.encode(`${deeds[random.below(deeds.length)]}\r`));
      await clock.advance(random.below(8) < 5 ? random.below(900) : random.below(30_000));
      if (random.below(2) === 0) await hosted.saved();
    }
    hosted.crash();
  }
  const last = await hostCluster(spec, store, seed);
  expectWhole(last);
  await last.cluster.clock.advance(300_000);
  expectWhole(last);
  // At rest, a return changes nothing.
  const before = objectsOf(last);
  await last.saved();
  expect(objectsOf(await hostCluster(spec, last.crash()))).toEqual(before);
});
