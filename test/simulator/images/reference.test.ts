// Image references, and what the registry has for them.
import { describe, expect, it } from 'vitest';
import { createImageRegistry, nginxImage, parseImageReference } from '../../../src/simulator/images/index.ts';

describe('an image reference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx', 'latest'],
    ['nginx:1.27-alpine', 'docker.io/library/nginx', '1.27-alpine'],
    ['podkova/toolbox', 'docker.io/podkova/toolbox', 'latest'],
    ['docker.io/nginx:1', 'docker.io/library/nginx', '1'],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx', 'latest'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.56', 'registry.k8s.io/e2e-test-images/agnhost', '2.56'],
    ['localhost:5000/a/b', 'localhost:5000/a/b', 'latest'],
    ['registry.local:5000/web:v1', 'registry.local:5000/web', 'v1'],
  ])('%s is %s, tag %s', (text, repository, tag) => {
    expect(parseImageReference(text)).toEqual({ repository, tag, digest: undefined });
  });

  it.each(['', 'Nginx', 'nginx:', 'nginx::1', 'web app', 'a//b', 'nginx@sha256:12'])('%j is none', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});

describe('the registry', () => {
  const find = createImageRegistry();

  it('has any tag of a repository that it knows, and its digest', () => {
    expect(find('nginx:does-not-exist-yet')).toBe(nginxImage);
    expect(find(`nginx:1.27@${nginxImage.digest}`)).toBe(nginxImage);
  });

  it('has no other repository and no other digest', () => {
    expect(find('quay.io/library/nginx')).toBeUndefined();
    expect(find('ngnix')).toBeUndefined();
    expect(find(`nginx@sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });

  it('lets an image that was added take the place of a built-in one', () => {
    const own = { ...nginxImage, pullMs: 1 };
    expect(createImageRegistry([own])('nginx')).toBe(own);
  });
});
