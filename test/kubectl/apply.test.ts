import { describe, expect, it } from 'vitest';
import { diffMerge, threeWayMerge } from '../../src/kubectl/patch/merge.ts';
import { applyStrategic, diffStrategic, threeWayStrategic } from '../../src/kubectl/patch/strategic.ts';

const deployment = (containers: unknown[], more: object = {}) => ({ spec: { replicas: 1, template: { spec: { containers } }, ...more } });

const deploymentPatch = (container: object) => ({ spec: { template: { spec: { containers: [container] } } } });

describe('what kubectl apply sends', () => {
  it('removes what the manifest no longer says, and leaves alone what somebody else has added', () => {
    const original = deployment([
      { name: 'a', image: 'x' },
      { name: 'b', image: 'y' },
    ]);
    const modified = deployment([{ name: 'a', image: 'x2' }]);
    const current = deployment([
      { name: 'a', image: 'x', imagePullPolicy: 'Always' },
      { name: 'b', image: 'y' },
      { name: 'sidecar', image: 's' },
    ]);
    const patch = threeWayStrategic('Deployment', original, modified, current);
    expect(patch).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { $patch: 'delete', name: 'b' },
              { image: 'x2', name: 'a' },
            ],
          },
        },
      },
    });
    expect(applyStrategic('Deployment', current, patch)).toEqual(
      deployment([
        { name: 'a', image: 'x2', imagePullPolicy: 'Always' },
        { name: 'sidecar', image: 's' },
      ]),
    );
  });

  it('leaves ports of one number and two protocols as they are', () => {
    const ports = ['UDP', 'TCP'].map((protocol) => ({ containerPort: 53, name: `dns-${protocol}`, protocol }));
    const before = deployment([{ name: 'coredns', image: 'x', ports }]);
    const after = deployment([{ name: 'coredns', image: 'y', ports }]);
    expect(diffStrategic('Deployment', before, after)).toEqual(deploymentPatch({ image: 'y', name: 'coredns' }));
    expect(diffStrategic('Deployment', before, before)).toEqual({});
  });

  it('is nothing when the cluster already agrees', () => {
    const manifest = deployment([{ name: 'a', image: 'x' }]);
    const current = deployment([{ name: 'a', image: 'x', imagePullPolicy: 'Always' }], { progressDeadlineSeconds: 600 });
    expect(threeWayStrategic('Deployment', manifest, manifest, current)).toEqual({});
  });

  it('names the order only where merging alone would not keep it', () => {
    const from = deployment([{ name: 'a' }, { name: 'b' }]);
    expect(diffStrategic('Deployment', from, deployment([{ name: 'a' }, { name: 'b' }, { name: 'c' }]))).toEqual({
      spec: { template: { spec: { containers: [{ name: 'c' }] } } },
    });
    const patch = diffStrategic('Deployment', from, deployment([{ name: 'b' }, { name: 'a' }]));
    expect(patch).toEqual({ spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } } } });
    expect(applyStrategic('Deployment', from, patch)).toEqual(deployment([{ name: 'b' }, { name: 'a' }]));
  });

  it('replaces lists that do not merge as a whole, and merges Service ports by their number', () => {
    const policy = { spec: { ingress: [{ ports: [{ port: 1 }] }] } };
    expect(diffStrategic('NetworkPolicy', policy, { spec: { ingress: [{ ports: [{ port: 2 }] }] } })).toEqual({
      spec: { ingress: [{ ports: [{ port: 2 }] }] },
    });
    const service = { spec: { ports: [{ port: 80, targetPort: 80 }] } };
    expect(diffStrategic('Service', service, { spec: { ports: [{ port: 80, targetPort: 8080 }] } })).toEqual({
      spec: { ports: [{ port: 80, targetPort: 8080 }] },
    });
  });

  it('is a JSON merge patch for kinds that kubectl was not built with', () => {
    expect(threeWayMerge({ spec: { a: 1, b: 2 } }, { spec: { a: 3 } }, { spec: { a: 1, b: 2, c: 4 } })).toEqual({
      spec: { a: 3, b: null },
    });
    expect(diffMerge({ a: { b: 1 } }, { a: { b: 1 } })).toEqual({});
  });
});
