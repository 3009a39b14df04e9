import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/simulator/objects.ts';
import { createWorld } from './world.ts';

const ready = (pod: Pod) => pod.status.conditions?.find(({ type }) => type === 'Ready')?.status;
const probe = (handler: object, more: object = {}) => ({ ...handler, periodSeconds: 10, ...more }) as never;

describe('probes', () => {
  it('tell of a port on which nobody listens in the words of a real kubelet', async () => {
    const { clock, runPod, event, pod } = await createWorld();
    runPod('web', { command: ['serve', '8080'], readinessProbe: probe({ httpGet: { path: '/hostname', port: 9000 } }) });
    await clock.advance(25_000);
    expect(ready(pod('web'))).toBe('False');
    expect(pod('web').status.conditions?.find(({ type }) => type === 'Ready')?.message).toBe('containers with unready status: [app]');
    const unhealthy = event('web', 'Unhealthy');
    expect(unhealthy?.message).toBe(
      'Readiness probe failed: Get "http://10.244.0.2:9000/hostname": dial tcp 10.244.0.2:9000: connect: connection refused',
    );
    expect(unhealthy?.count).toBe(3);
  });

  it('tell of a status that is no success', async () => {
    const { clock, runPod, event } = await createWorld();
    runPod('web', { command: ['serve', '8080', '412'], readinessProbe: probe({ httpGet: { path: '/healthz', port: 8080 } }) });
    await clock.advance(3000);
    expect(event('web', 'Unhealthy')?.message).toBe('Readiness probe failed: HTTP probe failed with statuscode: 412');
  });

  it('make a pod ready as soon as it answers, over HTTP, TCP or a command', async () => {
    const { clock, runPod, pod, bugs } = await createWorld();
    runPod('http', {
      command: ['serve', '8080'],
      ports: [{ name: 'web', containerPort: 8080, protocol: 'TCP' }],
      readinessProbe: probe({ httpGet: { port: 'web' } }),
    });
    runPod('tcp', { command: ['serve', '8080', '200', '15000'], readinessProbe: probe({ tcpSocket: { port: 8080 } }) });
    runPod('exec', { command: ['idle'], readinessProbe: probe({ exec: { command: ['exit', '0'] } }) });
    await clock.advance(5000);
    expect(['http', 'tcp', 'exec'].map((name) => ready(pod(name)))).toEqual(['True', 'False', 'True']);
    await clock.advance(20_000);
    expect(ready(pod('tcp'))).toBe('True');
    expect(bugs).toEqual([]);
  });

  it('restart a container whose liveness fails three times; the pod keeps its address', async () => {
    const { clock, runPod, pod, event } = await createWorld();
    runPod('web', { command: ['serve', '8080', '500'], livenessProbe: probe({ httpGet: { port: 8080 } }) });
    await clock.advance(24_000);
    expect(event('web', 'Killing')?.message).toBe('Container app failed liveness probe, will be restarted');
    expect(event('web', 'Unhealthy')?.message).toBe('Liveness probe failed: HTTP probe failed with statuscode: 500');
    const [status] = pod('web').status.containerStatuses ?? [];
    expect([status?.restartCount, status?.lastState.terminated?.exitCode, pod('web').status.podIP]).toEqual([1, 143, '10.244.0.2']);
  });

  it('hold liveness and readiness back until the startup probe has succeeded', async () => {
    const { clock, runPod, pod, event } = await createWorld();
    runPod('slow', {
      command: ['serve', '8080', '200', '35000'],
      startupProbe: probe({ tcpSocket: { port: 8080 } }, { failureThreshold: 30 }),
      livenessProbe: probe({ httpGet: { port: 8080 } }, { failureThreshold: 1 }),
    });
    await clock.advance(30_000);
    expect(pod('slow').status.containerStatuses?.[0]).toMatchObject({ started: false, ready: false, restartCount: 0 });
    expect(event('slow', 'Unhealthy')?.message).toBe('Startup probe failed: dial tcp 10.244.0.2:8080: connect: connection refused');
    await clock.advance(30_000);
    expect(pod('slow').status.containerStatuses?.[0]).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });
});
