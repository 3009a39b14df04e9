// HTTP header fields: ordered, repeated, case kept as written.

export type HeaderFields = readonly (readonly [name: string, value: string])[];

/** Names compare without case; order and spelling are kept, since tools print them. */
export class HttpHeaders implements Iterable<readonly [string, string]> {
  #fields: [string, string][];

  constructor(fields: Iterable<readonly [string, string]> = []) {
    this.#fields = [...fields].map(([name, value]) => [name, value]);
  }

  /** The first field of this name. */
  get(name: string): string | undefined {
    return this.#fields.find((field) => sameName(field[0], name))?.[1];
  }

  getAll(name: string): readonly string[] {
    return this.#fields.filter((field) => sameName(field[0], name)).map((field) => field[1]);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** True when a comma-separated field holds `token`, as `Connection: keep-alive, Upgrade` does. */
  hasToken(name: string, token: string): boolean {
    return this.getAll(name).some((value) => value.split(',').some((part) => sameName(part.trim(), token)));
  }

  append(name: string, value: string): void {
    this.#fields.push([name, value]);
  }

  /** Takes the place of the first field of this name; further ones go. */
  set(name: string, value: string): void {
    const at = this.#fields.findIndex((field) => sameName(field[0], name));
    if (at < 0) {
      this.append(name, value);
      return;
    }
    this.#fields = this.#fields.filter((field, index) => index <= at || !sameName(field[0], name));
    this.#fields[at] = [name, value];
  }

  delete(name: string): void {
    this.#fields = this.#fields.filter((field) => !sameName(field[0], name));
  }

  [Symbol.iterator](): Iterator<readonly [string, string]> {
    return this.#fields[Symbol.iterator]();
  }

  /** One object with lower-case names; repeated fields are joined with a comma. */
  toObject(): Record<string, string> {
    const all: Record<string, string> = {};
    for (const [name, value] of this.#fields) {
      const key = name.toLowerCase();
      all[key] = all[key] === undefined ? value : `${all[key]}, ${value}`;
    }
    return all;
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
