// The fields that a word grows into while it is expanded: what is quoted stays whole, the rest is split by IFS.

export interface Fragment {
  readonly text: string;
  readonly quoted: boolean;
}

export type Field = readonly Fragment[];

export class FieldBuilder {
  readonly #done: Fragment[][] = [];
  readonly #blanks: string;
  readonly #separators: string;
  #current: Fragment[] | undefined;
  #afterBlank = false;

  constructor(ifs: string) {
    this.#blanks = [...ifs].filter((character) => ' \t\n'.includes(character)).join('');
    this.#separators = [...ifs].filter((character) => !' \t\n'.includes(character)).join('');
  }

  add(text: string, quoted: boolean): void {
    this.#current ??= [];
    this.#current.push({ text, quoted });
    this.#afterBlank = false;
  }

  /** Ends the field, as between the elements of "$@". */
  next(): void {
    if (this.#current) this.#done.push(this.#current);
    this.#current = undefined;
  }

  /** Adds the result of an expansion that was not quoted. */
  split(text: string): void {
    let plain = '';
    const flush = () => {
      if (plain) this.add(plain, false);
      plain = '';
    };
    for (const character of text) {
      if (this.#blanks.includes(character)) {
        flush();
        if (this.#current) this.#afterBlank = true;
        this.next();
      } else if (this.#separators.includes(character)) {
        flush();
        if (this.#current) this.next();
        else if (!this.#afterBlank) this.#done.push([]);
        this.#afterBlank = false;
      } else plain += character;
    }
    flush();
  }

  finish(): readonly Field[] {
    this.next();
    return this.#done;
  }
}
