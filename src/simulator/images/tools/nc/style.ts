// Which nc this is.
import type { Libc } from '../libc.ts';

export interface Style {
  readonly look: 'openbsd' | 'busybox';
  readonly libc: Libc;
}
