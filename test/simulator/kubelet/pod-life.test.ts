import { describe, expect, it } from 'vitest';
import { configMaps, pods } from '../../../src/simulator/apiserver/index.ts';
import type { Pod } from '../../../src/simulator/objects.ts';
import { createWorld } from './world.ts';

const condition = (pod: Pod, type: string) => pod.status.conditions?.find((one) => one.type === type);
const state = (pod: Pod) => pod.status.containerStatuses?.[0]?.state;

describe('a pod', () => {
  it('runs, is ready and has an address of its node', async () => {
    const { clock, pod, runPod, eventsOf, bugs } = await createWorld();
    runPod('web', { command: ['serve', '8080'] });
    await clock.advance(3000);
    const { status } = pod('web');
    expect([status.phase, status.podIP, status.hostIP]).toEqual(['Running', '10.244.0.2', '172.18.0.2']);
    expect(condition(pod('web'), 'Ready')?.status).toBe('True');
    expect(eventsOf('web')).toEqual([
      'Scheduled: Successfully assigned default/web to node0',
      'Pulling: Pulling image "test/app:1"',
      'Pulled: Successfully pulled image "test/app:1" in 800ms (800ms including waiting). Image size: 10000000 bytes.',
      'Created: Created container: app',
      'Started: Started container app',
    ]);
    expect(bugs).toEqual([]);
  });

  it('costs nothing once it runs without probes', async () => {
    const { clock, runPod, pod } = await createWorld();
    runPod('quiet', { command: ['idle'] });
    await clock.advance(60_000);
    expect(pod('quiet').status.phase).toBe('Running');
    expect(clock.pending).toBe(0);
  });

  it('that crashes is restarted at once, then after 10 s, then after 20 s, and says so', async () => {
    const { clock, runPod, pod, event, logs } = await createWorld();
    runPod('bad', { command: ['exit', '3', 'no such host'] });
    await clock.advance(4000);
    const { uid } = pod('bad').metadata;
    expect(pod('bad').status.containerStatuses?.[0]?.restartCount).toBe(1);
    expect(state(pod('bad'))?.waiting).toEqual({
      reason: 'CrashLoopBackOff',
      message: `back-off 10s restarting failed container=app pod=bad_default(${uid})`,
    });
    expect(pod('bad').status.containerStatuses?.[0]?.lastState.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(event('bad', 'BackOff')?.message).toBe(`Back-off restarting failed container app in pod bad_default(${uid})`);
    expect(await logs('bad', { previous: true })).toBe('no such host\n');
    await clock.advance(10_000);
    expect(pod('bad').status.containerStatuses?.[0]?.restartCount).toBe(2);
    await clock.advance(15_000);
    expect(pod('bad').status.containerStatuses?.[0]?.restartCount).toBe(2);
    await clock.advance(6000);
    expect(pod('bad').status.containerStatuses?.[0]?.restartCount).toBe(3);
    expect(state(pod('bad'))?.waiting?.message).toContain('back-off 40s');
    expect(pod('bad').status.phase).toBe('Running');
  });

  it('with a command that its image lacks says what runc says', async () => {
    const { clock, runPod, event, pod } = await createWorld();
    runPod('typo', { command: ['serv'] });
    await clock.advance(2000);
    expect(event('typo', 'Failed')?.message).toBe(
      'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "serv": executable file not found in $PATH: unknown',
    );
    await clock.advance(3000);
    expect(state(pod('typo'))?.waiting?.reason).toBe('CrashLoopBackOff');
  });

  it('whose image nobody has waits in ImagePullBackOff and names the cause', async () => {
    const { clock, runPod, eventsOf, pod } = await createWorld();
    runPod('lost', { image: 'ngnix:1.27', command: ['idle'] });
    await clock.advance(2000);
    const cause =
      'failed to pull and unpack image "docker.io/library/ngnix:1.27": failed to resolve reference "docker.io/library/ngnix:1.27": failed to do request: Head "https://registry-1.docker.io/v2/library/ngnix/manifests/1.27": dial tcp: lookup registry-1.docker.io on 172.18.0.1:53: no such host';
    expect(state(pod('lost'))?.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "ngnix:1.27": ErrImagePull: ${cause}`,
    });
    expect(eventsOf('lost').slice(1)).toEqual([
      'Pulling: Pulling image "ngnix:1.27"',
      `Failed: Failed to pull image "ngnix:1.27": ${cause}`,
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "ngnix:1.27"',
      'Failed: Error: ImagePullBackOff',
    ]);
    expect(pod('lost').status.phase).toBe('Pending');
  });

  it('that ends well and is not to be restarted has succeeded, and its log stays', async () => {
    const { clock, runPod, pod, logs } = await createWorld();
    runPod('once', { command: ['exit', '0', 'done'] }, { restartPolicy: 'Never' });
    await clock.advance(3000);
    expect(pod('once').status.phase).toBe('Succeeded');
    expect(condition(pod('once'), 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    expect(await logs('once')).toBe('done\n');
    expect(clock.pending).toBe(0);
  });

  it('runs its init containers one after the other before anything else', async () => {
    const { clock, runPod, pod } = await createWorld();
    const initContainers = [
      { name: 'first', image: 'test/app:1', command: ['exit', '0'] },
      { name: 'second', image: 'test/app:1', command: ['exit', '1'] },
    ];
    runPod('init', { command: ['idle'] }, { initContainers, restartPolicy: 'Never' });
    await clock.advance(5000);
    const { status } = pod('init');
    expect(status.initContainerStatuses?.map(({ state }) => state.terminated?.reason)).toEqual(['Completed', 'Error']);
    expect(status.phase).toBe('Failed');
    expect(condition(pod('init'), 'Initialized')?.message).toBe('containers with incomplete status: [second]');
    expect(status.containerStatuses?.[0]?.state.waiting?.reason).toBe('PodInitializing');
  });

  it('starts its containers when a sidecar has started', async () => {
    const { clock, runPod, pod } = await createWorld();
    const sidecar = { name: 'proxy', image: 'test/app:1', command: ['idle'], restartPolicy: 'Always' };
    runPod('mesh', { command: ['exit', '0'] }, { initContainers: [sidecar], restartPolicy: 'Never' });
    await clock.advance(10_000);
    expect(pod('mesh').status.phase).toBe('Succeeded');
    expect(pod('mesh').status.initContainerStatuses?.[0]?.state.terminated?.exitCode).toBe(143);
  });

  it('waits for a ConfigMap that its environment names, and runs once it is there', async () => {
    const { clock, api, runPod, pod, event, logs } = await createWorld();
    const configMapKeyRef = { name: 'settings', key: 'url' };
    runPod(
      'app',
      {
        command: ['env'],
        env: [
          { name: 'URL', valueFrom: { configMapKeyRef } },
          { name: 'FULL', value: 'at $(URL)' },
        ],
      },
      { restartPolicy: 'Never' },
    );
    await clock.advance(3000);
    expect(state(pod('app'))?.waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'configmap "settings" not found' });
    expect(event('app', 'Failed')?.message).toBe('Error: configmap "settings" not found');
    api.create(configMaps, { metadata: { name: 'settings', namespace: 'default' }, data: { url: 'http://minio' } });
    await clock.advance(15_000);
    expect(await logs('app')).toContain('FULL=at http://minio\n');
  });

  it('sees a changed ConfigMap in its volume, and shares an emptyDir between containers', async () => {
    const { clock, api, pod, kubelet, bugs } = await createWorld();
    api.create(configMaps, { metadata: { name: 'settings', namespace: 'default' }, data: { mode: 'old' } });
    const volumes = [
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'shared', emptyDir: {} },
    ];
    const volumeMounts = [
      { name: 'settings', mountPath: '/etc/app' },
      { name: 'shared', mountPath: '/data' },
    ];
    const writer = { name: 'writer', image: 'test/app:1', command: ['put', '/data/note', 'hello'], volumeMounts };
    api.create(pods, {
      metadata: { name: 'two', namespace: 'default' },
      spec: { containers: [{ name: 'app', image: 'test/app:1', command: ['idle'], volumeMounts }, writer], volumes },
    } as unknown as Pod);
    await clock.advance(3000);
    const files = kubelet().machine(pod('two').metadata.uid, 'app')?.files;
    expect([files?.readText('/etc/app/mode'), files?.readText('/data/note')]).toEqual(['old', 'hello\n']);
    api.change(configMaps, 'default', 'settings', (copy) => {
      copy.data = { mode: 'new' };
    });
    expect(files?.readText('/etc/app/mode')).toBe('new');
    expect(files?.readText('/var/run/secrets/kubernetes.io/serviceaccount/namespace')).toBe('default');
    expect(bugs).toEqual([]);
  });

  it('finds names as its dnsPolicy says', async () => {
    const { clock, runPod, logs } = await createWorld();
    const show = { command: ['cat', '/etc/resolv.conf'] };
    runPod('cluster', show, { restartPolicy: 'Never' });
    runPod('own', show, {
      restartPolicy: 'Never',
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1'], searches: ['example.org'], options: [{ name: 'ndots', value: '1' }] },
    });
    runPod('host', show, { restartPolicy: 'Never', hostNetwork: true });
    await clock.advance(3000);
    expect(await logs('cluster')).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    expect(await logs('own')).toBe('search example.org\nnameserver 1.1.1.1\noptions ndots:1\n');
    expect(await logs('host')).toBe('nameserver 172.18.0.1\noptions ndots:0\n');
  });
});

describe('the end of a pod', () => {
  it('gives its process the time that it needs', async () => {
    const { clock, api, runPod, eventsOf } = await createWorld();
    runPod('polite', { command: ['slow', '4000'] });
    await clock.advance(3000);
    api.delete(pods, 'default', 'polite');
    await clock.advance(3900);
    expect(api.find(pods, 'default', 'polite')?.metadata.deletionTimestamp).toBeDefined();
    await clock.advance(300);
    expect(api.find(pods, 'default', 'polite')).toBeUndefined();
    expect(eventsOf('polite').at(-1)).toBe('Killing: Stopping container app');
    expect(clock.pending).toBe(0);
  });

  it('waits out the grace period of a process 1 that does not handle SIGTERM', async () => {
    const { clock, api, runPod, pod } = await createWorld();
    runPod('deaf', { command: ['deaf'] });
    await clock.advance(3000);
    api.delete(pods, 'default', 'deaf', {});
    await clock.advance(29_000);
    expect(pod('deaf').status.phase).toBe('Running');
    await clock.advance(2000);
    expect(api.find(pods, 'default', 'deaf')).toBeUndefined();
  });

  it('comes by force when the grace period is over, or a shorter one is asked for', async () => {
    const { clock, api, runPod } = await createWorld();
    runPod('deaf', { command: ['slow', '3600000'] }, { terminationGracePeriodSeconds: 20 });
    await clock.advance(3000);
    api.delete(pods, 'default', 'deaf');
    await clock.advance(5000);
    api.delete(pods, 'default', 'deaf', { gracePeriodSeconds: 2 });
    await clock.advance(1900);
    expect(api.find(pods, 'default', 'deaf')).toBeDefined();
    await clock.advance(300);
    expect(api.find(pods, 'default', 'deaf')).toBeUndefined();
  });

  it('frees its address, and the process goes even when the object was deleted by force', async () => {
    const { clock, api, runPod, pod, kubelet } = await createWorld();
    runPod('gone', { command: ['slow', '3600000'] });
    await clock.advance(3000);
    const machine = kubelet().machine(pod('gone').metadata.uid);
    expect(machine?.processes()).toHaveLength(1);
    api.delete(pods, 'default', 'gone', { gracePeriodSeconds: 0 });
    await clock.advance(3000);
    expect(machine?.processes()).toHaveLength(0);
  });
});
