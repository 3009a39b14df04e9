// A byte stream read by lines and by counts, whatever the pieces in which it arrives.

export interface ByteStream {
  read(signal?: AbortSignal): Promise<Uint8Array | undefined>;
}

const NEWLINE = 10;

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

export class ByteSource implements ByteStream {
  readonly #stream: ByteStream;
  #held: Uint8Array = new Uint8Array(0);
  #ended = false;
  /** All bytes that have been taken out so far. */
  takenBytes = 0;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** Bytes that have arrived and wait to be taken. */
  get heldBytes(): number {
    return this.#held.length;
  }

  async #more(signal?: AbortSignal): Promise<boolean> {
    if (this.#ended) return false;
    const chunk = await this.#stream.read(signal);
    if (!chunk) {
      this.#ended = true;
      return false;
    }
    if (this.#held.length === 0) this.#held = chunk;
    else {
      const joined = new Uint8Array(this.#held.length + chunk.length);
      joined.set(this.#held);
      joined.set(chunk, this.#held.length);
      this.#held = joined;
    }
    return true;
  }

  #take(count: number): Uint8Array {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.takenBytes += taken.length;
    return taken;
  }

  /** The first `count` bytes without taking them; fewer at the end of the stream. */
  async peek(count: number, signal?: AbortSignal): Promise<Uint8Array> {
    while (this.#held.length < count && (await this.#more(signal)));
    return this.#held.subarray(0, count);
  }

  /** Whatever is there, at most `limit` bytes; undefined at the end. */
  async read(signal?: AbortSignal, limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    while (this.#held.length === 0) if (!(await this.#more(signal))) return undefined;
    return this.#take(Math.min(limit, this.#held.length));
  }

  /** A line without its CRLF or LF; undefined when the stream ends before the line does. Throws `LineTooLong`. */
  async readLine(limitBytes: number, signal?: AbortSignal): Promise<string | undefined> {
    for (let searched = 0; ; ) {
      const at = this.#held.indexOf(NEWLINE, searched);
      if (at > limitBytes || (at < 0 && this.#held.length > limitBytes)) throw new LineTooLong(`a line of more than ${limitBytes} bytes`);
      if (at >= 0) return decode(this.#take(at + 1)).replace(/\r?\n$/, '');
      searched = this.#held.length;
      if (!(await this.#more(signal))) return undefined;
    }
  }
}

/** Header bytes are shown as they came: UTF-8 where it is UTF-8. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
