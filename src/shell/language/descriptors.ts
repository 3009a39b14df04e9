// The file descriptors of a shell and of what it starts: shared, counted, closed by their last holder.
import type { Input, Output, Tty } from '../program.ts';

/** An input of which a part can be given back: what a `read` did not use is there for the next reader. */
export class SharedInput implements Input {
  readonly #inner: Input;
  #rest: Uint8Array | undefined;

  /** The same object for an input that is shared already. */
  static of(input: Input): SharedInput {
    return input instanceof SharedInput ? input : new SharedInput(input);
  }

  constructor(inner: Input) {
    this.#inner = inner;
  }

  get terminal(): Tty {
    return this.#inner.terminal as Tty;
  }

  async read(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    return rest ?? this.#inner.read(signal);
  }

  giveBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const before = this.#rest;
    if (!before) this.#rest = bytes;
    else {
      const both = new Uint8Array(bytes.length + before.length);
      both.set(bytes);
      both.set(before, bytes.length);
      this.#rest = both;
    }
  }

  /** Bytes up to and with `delimiter` (a byte), or all that is left; undefined at the end. */
  async readUntil(delimiter: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const chunk = await this.read(signal);
      if (!chunk) break;
      const at = chunk.indexOf(delimiter);
      parts.push(at < 0 ? chunk : chunk.subarray(0, at + 1));
      if (at < 0) continue;
      this.giveBack(chunk.subarray(at + 1));
      break;
    }
    if (parts.length === 0) return undefined;
    if (parts.length === 1) return parts[0];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  close(): void {
    this.#inner.close();
  }
}

/** An open file, pipe or terminal. */
export class Descriptor {
  readonly input: SharedInput | undefined;
  readonly output: Output | undefined;
  readonly #owned: boolean;
  #holders = 1;

  /** `owned`: closed with its last holder; otherwise somebody else will. */
  constructor(streams: { readonly input?: Input; readonly output?: Output }, owned: boolean) {
    this.input = streams.input && SharedInput.of(streams.input);
    this.output = streams.output;
    this.#owned = owned;
  }

  hold(): Descriptor {
    this.#holders++;
    return this;
  }

  release(): void {
    this.#holders--;
    if (this.#holders > 0 || !this.#owned) return;
    this.input?.close();
    this.output?.close();
  }
}

export class DescriptorTable {
  readonly #open = new Map<number, Descriptor>();

  get(number: number): Descriptor | undefined {
    return this.#open.get(number);
  }

  /** Takes over the caller's hold of `descriptor`; what stood there is released. Without one, `number` is closed. */
  set(number: number, descriptor: Descriptor | undefined): void {
    const before = this.#open.get(number);
    if (descriptor) this.#open.set(number, descriptor);
    else this.#open.delete(number);
    before?.release();
  }

  /** A table of its own with the same descriptors, as after fork(2). */
  fork(): DescriptorTable {
    const copy = new DescriptorTable();
    for (const [number, descriptor] of this.#open) copy.set(number, descriptor.hold());
    return copy;
  }

  closeAll(): void {
    for (const number of [...this.#open.keys()]) this.set(number, undefined);
  }

  lowestFree(from: number): number {
    let number = from;
    while (this.#open.has(number)) number++;
    return number;
  }
}

/** What a program gets for a descriptor that is not open. */
export const closedStream = {
  read: async () => undefined,
  write: async () => undefined,
  close: () => undefined,
};
