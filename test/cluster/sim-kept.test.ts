// A cluster whose host died stands again as it was.
import { describe, expect, it } from 'vitest';
import { typeScript } from '../../src/cli/typist.ts';
import type { ClusterSpec } from '../../src/cluster/driver.ts';
import { readLab } from '../../src/server/labs-on-disk.ts';
import { iptablesSave, pods } from '../../src/simulator/index.ts';
import { hostCluster, type KeptCluster, objectsOf } from './kept-cluster.ts';

const { source, scripts } = await readLab('empty-endpoints');
const solution = scripts.find(({ kind }) => kind === 'solution')?.text ?? '';
const spec: ClusterSpec = {
  labId: 'empty-endpoints',
  nodes: 'three-nodes',
  requires: [],
  setupYaml: source.setupYaml,
  files: source.files,
  namespace: source.definition.namespace ?? 'default',
};
const size = { columns: 80, rows: 24 };
const encoder = new TextEncoder();

let terminals = 0;
/** Into a shell of its own, unless a fresh one is named. */
const type = async ({ cluster }: KeptCluster, script: string, terminal = `terminal-${terminals++}`) =>
  cluster.clock.drive(cluster.terminal(terminal, size).then((end) => typeScript(end, script)));

/** What the main terminal shows until the next command has ended. */
async function send({ cluster }: KeptCluster, keys: string): Promise<string> {
  const end = await cluster.terminal('main', size);
  end.write(encoder.encode(keys));
  let text = '';
  await cluster.clock.drive(
    (async () => {
      while (!text.includes('\x1b]133;D')) text += new TextDecoder().decode(await end.read());
    })(),
  );
  return text;
}

/** What the terminal of a kept shell shows first, until it asks for a command. */
async function shown({ cluster }: KeptCluster, terminal = 'main'): Promise<string> {
  const end = await cluster.terminal(terminal, size);
  let text = '';
  await cluster.clock.drive(
    (async () => {
      while (!text.includes('\x1b]133;B\x07')) text += new TextDecoder().decode(await end.read());
    })(),
  );
  return text;
}

async function returned(first: KeptCluster): Promise<KeptCluster> {
  await first.saved();
  return hostCluster(spec, first.crash());
}

const firewalls = ({ cluster: { simulator } }: KeptCluster) =>
  simulator.network.nodes().map(({ netfilter }) => iptablesSave(netfilter.tables, { date: '' }));
const wires = ({ cluster: { simulator } }: KeptCluster) =>
  simulator.network.nodes().map(({ host, name, podUids }) => ({
    name,
    interfaces: host.interfaces(),
    routes: host.routes(),
    pods: podUids().map((uid) => [uid, simulator.network.namespaceOf(uid)?.interfaces()]),
  }));

describe('a cluster that comes back after its host died', () => {
  it('has the same objects, rules and wires, and changes nothing by itself', async () => {
    const first = await hostCluster(spec);
    await type(first, solution);
    await first.cluster.clock.advance(60_000);
    const [objects, rules, lines] = [objectsOf(first), firewalls(first), wires(first)];
    expect(Object.keys(objects).filter((name) => name.startsWith('Event/')).length).toBeGreaterThan(10);
    const second = await returned(first);
    expect(firewalls(second)).toEqual(rules);
    expect(wires(second)).toEqual(lines);
    expect(objectsOf(second)).toEqual(objects);
    await second.cluster.clock.advance(120_000);
    expect(objectsOf(second)).toEqual(objects);
    expect(firewalls(second)).toEqual(rules);
  });

  it('serves: Services, names, kubectl, and new pods', async () => {
    const first = await hostCluster(spec);
    await type(first, solution);
    const second = await returned(first);
    const { cluster, clock, simulator } = second.cluster;
    const [pod] = simulator.api.list(pods, { namespace: 'minio' });
    const from = { pod: { namespace: 'minio', name: pod?.metadata.name ?? '' } };
    expect(await clock.drive(cluster.request({ from, url: 'http://minio.minio.svc.cluster.local/hostname' }))).toMatchObject([
      { status: 200 },
    ]);
    const { exitCodes, screen } = await type(
      second,
      `kubectl -n minio scale deployment minio --replicas=3
kubectl -n minio rollout status deployment minio
kubectl -n minio get endpoints minio
kubectl -n minio exec deploy/minio -- hostname`,
    );
    expect(exitCodes).toEqual([0, 0, 0, 0]);
    expect(screen).toMatch(/:9000,10\.244\.\d\.\d+:9000,10\.244\.\d\.\d+:9000/);
    const addresses = simulator.api.list(pods).flatMap(({ spec: { hostNetwork }, status }) => (hostNetwork ? [] : (status.podIP ?? [])));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('has the files that were written in a container, on a volume and on the workstation, and the logs of all', async () => {
    const first = await hostCluster(spec);
    await type(
      first,
      `kubectl run files --image=busybox:1.36 --restart=Always -- sh -c 'echo begun; sleep 100000'
kubectl wait --for=condition=Ready pod/files
kubectl exec files -- sh -c 'echo kept > /root/note; mkdir /data; printf "\\377\\000" > /data/bytes; rm /etc/hostname; chmod 700 /data'
kubectl -n minio get pods -o name > pods.txt; mkdir -p a/b; echo x > a/b/c; mv a z; rm /lab/* 2>/dev/null`,
    );
    const look = `kubectl exec files -- sh -c 'cat /root/note; ls -l /data /root | tr -s " " | cut -d" " -f1,5-; od -c /data/bytes; ls /etc'
kubectl logs files --timestamps
kubectl -n kube-system logs -l k8s-app=kube-dns --tail=-1
kubectl -n minio logs -l app=minio --tail=-1
find . -type f | sort; cat pods.txt z/b/c; ls -la --full-time z; ls /lab /etc`;
    const before = await type(first, look);
    expect(before.screen).toContain('begun');
    const second = await returned(first);
    const after = await type(second, look);
    expect(after.screen.replaceAll('\r', '')).toEqual(before.screen.replaceAll('\r', ''));
  });

  it('leaves the files of a deleted ConfigMap where they are, as CoreDNS knows', async () => {
    const first = await hostCluster(spec);
    await type(first, `${solution}\nkubectl -n kube-system delete configmap coredns`);
    const second = await returned(first);
    await second.cluster.clock.advance(60_000);
    const { cluster, clock, simulator } = second.cluster;
    const [pod] = simulator.api.list(pods, { namespace: 'minio' });
    const from = { pod: { namespace: 'minio', name: pod?.metadata.name ?? '' } };
    expect(await clock.drive(cluster.request({ from, url: 'http://minio.minio/hostname' }))).toMatchObject([{ status: 200 }]);
  });

  it('tracks no connections from before', async () => {
    const first = await hostCluster(spec);
    await type(first, solution);
    const [pod] = first.cluster.simulator.api.list(pods, { namespace: 'minio' });
    const from = { pod: { namespace: 'minio', name: pod?.metadata.name ?? '' } };
    const url = 'http://minio.minio.svc.cluster.local/hostname';
    await first.cluster.clock.drive(first.cluster.cluster.request({ from, url }));
    const open = (kept: KeptCluster) =>
      kept.cluster.simulator.network
        .nodes()
        .flatMap(({ netfilter }) => netfilter.conntrack.entries())
        .filter(({ tcpState }) => tcpState);
    expect(open(first).length).toBeGreaterThan(0);
    expect(open(await returned(first))).toEqual([]);
  });

  it('continues to wait where it waited: a pod without an image, one that crashes, one that is to end', async () => {
    const first = await hostCluster(spec);
    await type(
      first,
      `kubectl run absent --image=example.com/nothing:1
kubectl run crasher --image=busybox:1.36 -- sh -c 'echo one; exit 3'
kubectl run stubborn --image=busybox:1.36 -- sh -c 'trap "" TERM; while true; do sleep 1; done'
kubectl wait --for=condition=Ready pod/stubborn`,
    );
    await first.cluster.clock.advance(50_000);
    await type(first, 'kubectl delete pod stubborn --wait=false');
    await first.cluster.clock.advance(3_000);
    const states = (kept: KeptCluster) =>
      kept.cluster.simulator.api.list(pods, { namespace: 'default' }).map(({ metadata, status }) => ({
        name: metadata.name,
        deleted: metadata.deletionTimestamp,
        status,
      }));
    const before = states(first);
    expect(before.map(({ name }) => name)).toEqual(['absent', 'crasher', 'stubborn']);
    const restartsOf = (kept: KeptCluster) =>
      states(kept).find(({ name }) => name === 'crasher')?.status.containerStatuses?.[0]?.restartCount ?? 0;
    const restarts = restartsOf(first);
    const second = await returned(first);
    expect(states(second)).toEqual(before);
    await second.cluster.clock.advance(3_000);
    expect(restartsOf(second)).toBe(restarts);
    await second.cluster.clock.advance(120_000);
    // The one that was left behind goes on in its own world: as long, and 300 ms for the return.
    await first.cluster.clock.advance(123_300);
    expect(restartsOf(second)).toBeGreaterThan(restarts);
    expect(restartsOf(second)).toBe(restartsOf(first));
    expect(states(second).map(({ name }) => name)).toEqual(['absent', 'crasher']);
    expect((await type(second, 'kubectl logs crasher --previous')).screen).toContain('one');
  });
});

describe('a shell that comes back', () => {
  it('knows its variables, functions, aliases, options, folder and history', async () => {
    const first = await hostCluster(spec);
    await type(
      first,
      `export NS=minio; plain='two words'; declare -A map=([a]=1 [b]="x y"); list=(one two three); readonly fixed=1; declare -i number=4
shout() { local text=$1; echo "\${text^^}!"; }
alias kn='kubectl -n minio'; set -o pipefail; mkdir -p deep/er; cd deep/er; cd ..; false`,
      'main',
    );
    const second = await returned(first);
    const { screen } = await type(
      second,
      `echo "$? $NS $plain \${map[b]} \${list[2]} $fixed $((number+1)) $PWD $OLDPWD"
env | grep ^NS; shout hello; kn get svc minio -o name; set -o | grep pipefail; fixed=2
history | tail -6 | head -1; pwd`,
      'main',
    );
    expect(screen).toContain('1 minio two words x y three 1 5 /home/learner/deep /home/learner/deep/er');
    expect(screen).toContain('NS=minio\r\n');
    expect(screen).toContain('HELLO!\r\n');
    expect(screen).toContain('service/minio\r\n');
    expect(screen).toMatch(/pipefail\s+on/);
    expect(screen).toContain('readonly variable');
    expect(screen).not.toContain('was stopped');
  });

  it('says in one line which command was stopped, and lists what ran in the background', async () => {
    const first = await hostCluster(spec);
    await type(first, 'while true; do sleep 5; done &', 'main');
    const end = await first.cluster.terminal('main', size);
    end.write(encoder.encode('kubectl get pods -A -w\r'));
    await first.cluster.clock.advance(2_000);
    const second = await returned(first);
    const text = await shown(second);
    expect(text.match(/\[podkova: .*\]/g)).toEqual([
      '[podkova: "while true; do sleep 5; done &" was stopped by the restart]',
      '[podkova: "kubectl get pods -A -w" was stopped by the restart]',
    ]);
    expect(await send(second, 'echo "status $?"; jobs\r')).toMatch(/status 129\r\n.*D;0/);
  });

  it('has what was typed and not yet sent, with the cursor where it stood', async () => {
    const first = await hostCluster(spec);
    await shown(first);
    const end = await first.cluster.terminal('main', size);
    end.write(encoder.encode('echo abXY\x1b[D\x1b[D'));
    await first.cluster.clock.advance(10);
    const second = await returned(first);
    await shown(second);
    expect(await send(second, '-\r')).toContain('ab-XY\r\n');
  });
});
