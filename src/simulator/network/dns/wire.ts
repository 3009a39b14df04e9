// The bytes of DNS: numbers, names with compression, and the data of each record type. Knows nothing of whole messages.
import { formatIpv4, parseIpv4 } from '../address.ts';
import { formatIpv6, parseIpv6 } from './ipv6.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** How each known type's data is laid out. `text` is one or more character strings. */
const layouts: Readonly<Record<string, readonly ('name' | 'u16' | 'u32' | 'ipv4' | 'ipv6' | 'text')[]>> = {
  A: ['ipv4'],
  AAAA: ['ipv6'],
  NS: ['name'],
  CNAME: ['name'],
  PTR: ['name'],
  MX: ['u16', 'name'],
  SRV: ['u16', 'u16', 'u16', 'name'],
  SOA: ['name', 'name', 'u32', 'u32', 'u32', 'u32', 'u32'],
  TXT: ['text'],
};

/** Labels of a name, without the root: dots that are escaped by a backslash belong to their label. */
function labelsOf(name: string): string[] {
  if (name === '.' || name === '') return [];
  return name
    .replace(/\.$/, '')
    .split(/(?<!\\)\./)
    .map((label) => label.replaceAll('\\.', '.'));
}

export class Writer {
  #bytes = new Uint8Array(512);
  #length = 0;
  readonly #names = new Map<string, number>();

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.u8((value >>> 8) & 255);
    this.u8(value & 255);
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  bytes(content: Uint8Array): void {
    this.#room(content.length);
    this.#bytes.set(content, this.#length);
    this.#length += content.length;
  }

  name(name: string, compress = true): void {
    const labels = labelsOf(name);
    for (let at = 0; at < labels.length; at++) {
      const rest = labels.slice(at).join('.');
      const known = compress ? this.#names.get(rest) : undefined;
      if (known !== undefined) {
        this.u16(0xc000 | known);
        return;
      }
      if (this.#length < 0x4000) this.#names.set(rest, this.#length);
      const label = encoder.encode(labels[at]);
      if (label.length === 0 || label.length > 63) throw new RangeError(`bad label in ${name}`);
      this.u8(label.length);
      this.bytes(label);
    }
    this.u8(0);
  }

  /** What `write` writes, with its length in two bytes before it. */
  sized(write: () => void): void {
    this.u16(0);
    const start = this.#length;
    write();
    const size = this.#length - start;
    this.#bytes[start - 2] = size >>> 8;
    this.#bytes[start - 1] = size & 255;
  }

  data(type: string, data: string): void {
    const layout = layouts[type];
    if (!layout) {
      this.bytes(opaque(data));
      return;
    }
    const words = type === 'TXT' ? [data] : data.split(/\s+/);
    for (const [at, field] of layout.entries()) {
      const word = words[at] ?? '';
      if (field === 'name') this.name(word, type !== 'SRV');
      else if (field === 'u16') this.u16(Number(word));
      else if (field === 'u32') this.u32(Number(word));
      else if (field === 'ipv4') this.u32(parseIpv4(word) ?? 0);
      else if (field === 'ipv6') for (const group of parseIpv6(word) ?? new Array<number>(8).fill(0)) this.u16(group);
      else this.#text(word);
    }
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #text(data: string): void {
    const quoted = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1'));
    for (const part of quoted.length ? quoted : [data]) {
      const text = encoder.encode(part).subarray(0, 255);
      this.u8(text.length);
      this.bytes(text);
    }
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** RFC 3597: `\# 2 0a0b`. */
function opaque(data: string): Uint8Array {
  const hex = /^\\#\s+\d+\s*([0-9a-f\s]*)$/i.exec(data)?.[1]?.replace(/\s/g, '') ?? '';
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #fault: (message: string) => Error;
  #at = 0;

  constructor(bytes: Uint8Array, fault: (message: string) => Error) {
    this.#bytes = bytes;
    this.#fault = fault;
  }

  u8(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw this.#fault('unexpected end of message');
    return value;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 65_536 + this.u16();
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw this.#fault('unexpected end of message');
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  /** Absolute, with the final dot. */
  name(): string {
    const labels: string[] = [];
    let back: number | undefined;
    for (let jumps = 0; ; ) {
      const length = this.u8();
      if (length === 0) break;
      if (length >= 0xc0) {
        if (++jumps > 64) throw this.#fault('compression loop');
        const target = (length & 0x3f) * 256 + this.u8();
        back ??= this.#at;
        this.#at = target;
      } else if (length > 63) throw this.#fault('bad label');
      else labels.push(decoder.decode(this.take(length)).replaceAll('.', '\\.'));
    }
    if (back !== undefined) this.#at = back;
    return `${labels.join('.')}.`;
  }

  data(type: string, length: number): string {
    const end = this.#at + length;
    const layout = layouts[type];
    if (!layout) {
      const hex = [...this.take(length)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return `\\# ${length} ${hex}`.trimEnd();
    }
    const words = layout.map((field) => {
      if (field === 'name') return this.name();
      if (field === 'u16') return String(this.u16());
      if (field === 'u32') return String(this.u32());
      if (field === 'ipv4') return formatIpv4(this.u32());
      if (field === 'ipv6') return formatIpv6(Array.from({ length: 8 }, () => this.u16()));
      const parts: string[] = [];
      while (this.#at < end) parts.push(`"${decoder.decode(this.take(this.u8())).replace(/(["\\])/g, '\\$1')}"`);
      return parts.join(' ');
    });
    if (this.#at !== end) throw this.#fault(`bad ${type} data`);
    return words.join(' ');
  }
}
