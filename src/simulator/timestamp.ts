// Times as Kubernetes writes them (metav1.Time): RFC 3339, whole seconds, UTC.
import type { Clock } from '../clock.ts';

export function timestampOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

export function timestamp(clock: Clock): string {
  return timestampOf(clock.now());
}
