// What a page tells its worker, beside the sessions' own messages; and where tabs of one browser meet.

export type ToWorker =
  /** A session is to be answered there. */
  | { readonly port: MessagePort }
  /** Other tabs may use the lab too, or no longer. */
  | { readonly share: string }
  | { readonly unshare: string };

/** The name of the lab's lock and of its channel: whoever has the lock hosts the lab. */
export const tabsOf = (labId: string): string => `podkova/lab/${labId}`;
