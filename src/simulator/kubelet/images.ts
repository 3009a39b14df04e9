// The images that a node has, and how it gets others (pkg/kubelet/images/image_manager.go).
import type { Clock } from '../../clock.ts';
import type { Image, ImageRegistry } from '../images/index.ts';
import { parseImageReference } from '../images/index.ts';
import type { Container, Pod } from '../objects.ts';
import type { Parts } from '../parts.ts';
import { type Backoff, createBackoff, type KeptBackoff } from './backoff.ts';
import type { ContainerEvents } from './pod-events.ts';

/** Why a container has no image; `reason` and `message` stand in its status. */
export class ImageProblem extends Error {
  override readonly name = 'ImageProblem';
  readonly reason: 'ErrImagePull' | 'ImagePullBackOff' | 'ErrImageNeverPull' | 'InvalidImageName';
  /** When another try makes sense. */
  readonly retryMs: number;
  constructor(reason: ImageProblem['reason'], message: string, retryMs: number) {
    super(message);
    this.reason = reason;
    this.retryMs = retryMs;
  }
}

export interface NodeImages {
  /** What a container that ran before has been made of. */
  find(reference: string): Image | undefined;
  /** Rejects with `ImageProblem`. Pulls at most once at a time per reference. */
  ensure(pod: Pod, container: Container, events: ContainerEvents): Promise<Image>;
  /** A pod has gone: its waits are forgotten. */
  forget(uid: string): void;
}

/** What a line of 100 Mbit/s carries, so that sizes and durations of pulls agree. */
const BYTES_PER_MS = 12_500;
/** A refusal comes back quickly. */
const REFUSAL_MS = 50;
/** The sync loop looks again so often at what waits. */
const RESYNC_MS = 10_000;

export function createNodeImages(parts: {
  readonly clock: Clock;
  readonly registry: ImageRegistry;
  readonly present: readonly string[];
  readonly keeping: Parts;
  readonly nodeName: string;
}): NodeImages {
  const { clock, registry, keeping } = parts;
  const name = `images/${parts.nodeName}`;
  const kept = keeping.find<KeptImages>(name);
  const present = new Set(kept?.present ?? parts.present.map(fullReference));
  const pulling = new Map<string, Promise<Image | undefined>>();
  const waits = new Map<string, { backoff: Backoff; failedMs: number; message: string }>();
  for (const [key, { backoff, ...wait }] of kept?.waits ?? []) waits.set(key, { ...wait, backoff: createBackoff(clock, backoff) });
  const changed = () =>
    keeping.changed(
      name,
      (): KeptImages => ({
        present: [...present],
        waits: [...waits].map(([key, wait]) => [key, { ...wait, backoff: wait.backoff.kept() }]),
      }),
    );

  async function ensure(pod: Pod, container: Container, events: ContainerEvents): Promise<Image> {
    const { image: reference, imagePullPolicy } = container;
    const full = findFullReference(reference);
    if (!full) {
      const message = `Failed to apply default image tag ${JSON.stringify(reference)}: couldn't parse image name ${JSON.stringify(reference)}: invalid reference format`;
      events.record('Warning', 'InspectFailed', message);
      events.record('Warning', 'Failed', 'Error: InvalidImageName');
      throw new ImageProblem('InvalidImageName', message, RESYNC_MS);
    }
    const known = present.has(full) ? registry(reference) : undefined;
    if (known && imagePullPolicy !== 'Always') {
      events.record('Normal', 'Pulled', `Container image ${JSON.stringify(reference)} already present on machine`);
      return known;
    }
    if (imagePullPolicy === 'Never') {
      const message = `Container image ${JSON.stringify(reference)} is not present with pull policy of Never`;
      events.record('Warning', 'ErrImageNeverPull', message);
      events.record('Warning', 'Failed', 'Error: ErrImageNeverPull');
      throw new ImageProblem('ErrImageNeverPull', message, RESYNC_MS);
    }
    return pull(`${pod.metadata.uid}/${reference}`, reference, full, events);
  }

  async function pull(key: string, reference: string, full: string, events: ContainerEvents): Promise<Image> {
    const quoted = JSON.stringify(reference);
    const wait = waits.get(key);
    const leftMs = wait?.backoff.leftMs(wait.failedMs) ?? 0;
    if (wait && leftMs > 0) {
      events.record('Normal', 'BackOff', `Back-off pulling image ${quoted}`);
      events.record('Warning', 'Failed', 'Error: ImagePullBackOff');
      throw new ImageProblem('ImagePullBackOff', `Back-off pulling image ${quoted}: ErrImagePull: ${wait.message}`, leftMs);
    }
    events.record('Normal', 'Pulling', `Pulling image ${quoted}`);
    const startedMs = clock.now();
    const image = await fetchOnce(reference, full);
    if (image) {
      waits.delete(key);
      const seconds = formatPull(clock.now() - startedMs);
      const sizeBytes = Math.round(image.pullMs * BYTES_PER_MS);
      const message = `Successfully pulled image ${quoted} in ${seconds} (${seconds} including waiting). Image size: ${sizeBytes} bytes.`;
      events.record('Normal', 'Pulled', message);
      return image;
    }
    const message = refusalOf(full);
    const backoff = wait?.backoff ?? createBackoff(clock);
    backoff.next(clock.now());
    waits.set(key, { backoff, failedMs: clock.now(), message });
    changed();
    events.record('Warning', 'Failed', `Failed to pull image ${quoted}: ${message}`);
    events.record('Warning', 'Failed', 'Error: ErrImagePull');
    throw new ImageProblem('ErrImagePull', message, 0);
  }

  function fetchOnce(reference: string, full: string): Promise<Image | undefined> {
    const running = pulling.get(full);
    if (running) return running;
    const image = registry(reference);
    // With the policy Always, an image that is there costs only the question whether it still is the newest.
    const durationMs = image && !present.has(full) ? image.pullMs : REFUSAL_MS;
    const pulled = clock.sleep(durationMs).then(() => {
      pulling.delete(full);
      if (image && !present.has(full)) {
        present.add(full);
        changed();
      }
      return image;
    });
    pulling.set(full, pulled);
    return pulled;
  }

  return {
    find: registry,
    ensure,
    forget(uid) {
      for (const key of waits.keys()) if (key.startsWith(`${uid}/`)) waits.delete(key);
    },
  };
}

interface KeptImages {
  readonly present: readonly string[];
  readonly waits: readonly (readonly [string, { readonly backoff: KeptBackoff; readonly failedMs: number; readonly message: string }])[];
}

/** `docker.io/library/nginx:latest`; undefined when it is no reference. */
export function findFullReference(reference: string): string | undefined {
  const parsed = parseImageReference(reference);
  if (!parsed) return undefined;
  return `${parsed.repository}${parsed.tag ? `:${parsed.tag}` : ''}${parsed.digest ? `@${parsed.digest}` : ''}`;
}

function fullReference(reference: string): string {
  return findFullReference(reference) ?? reference;
}

/** What containerd says on a node that has no way to a registry. */
function refusalOf(full: string): string {
  const slash = full.indexOf('/');
  const domain = full.slice(0, slash);
  const host = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
  const [, path = '', tag = 'latest'] = /^([^:@]+)[:@]?(.*)$/.exec(full.slice(slash + 1)) ?? [];
  const cause = `failed to do request: Head "https://${host}/v2/${path}/manifests/${tag}": dial tcp: lookup ${host} on 172.18.0.1:53: no such host`;
  return `failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${cause}`;
}

function formatPull(durationMs: number): string {
  return durationMs < 1000 ? `${durationMs}ms` : `${Number((durationMs / 1000).toFixed(3))}s`;
}
