// How kubectl talks to an API server. It cannot tell what answers.

/** A WebSocket in all but name: whole messages, in order. */
export interface Channel {
  /** The subprotocol that the server chose, e.g. v5.channel.k8s.io. */
  readonly protocol: string;
  send(message: Uint8Array): void;
  /** The next message; undefined when the other side has closed. */
  receive(signal?: AbortSignal): Promise<Uint8Array | undefined>;
  close(): void;
}

export interface Connection {
  /** Rejects with a TypeError when nothing answers, as fetch does. */
  fetch(request: Request): Promise<Response>;
  /**
   * Asks for one of the subprotocols, the best first; answers a Response instead when the server refuses. They stand beside
   * the request because a browser's Request takes no Sec- headers.
   */
  upgrade(request: Request, protocols: readonly string[]): Promise<Channel | Response>;
}
