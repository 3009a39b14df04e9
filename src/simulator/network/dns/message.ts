// DNS messages (RFC 1035 §4, SRV RFC 2782, AAAA RFC 3596, EDNS RFC 6891): their shape, and the way to and from bytes.
import { Reader, Writer } from './wire.ts';

export interface DnsQuestion {
  /** Absolute, with the final dot, in the case in which it was asked. */
  readonly name: string;
  /** `A`, `SRV` …; `TYPE65` for what has no name here. */
  readonly type: string;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** As in a zone file: `10.0.0.1`, `0 100 80 web.cluster.local.`, `"text"`, `\# 2 0a0b` for an unknown type. */
  readonly data: string;
}

export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | `RESERVED${number}`;

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  readonly rcode: Rcode;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** Without the OPT record, which is `edns`. */
  readonly additionals: readonly DnsRecord[];
  readonly edns?: { readonly udpSize: number; readonly version: number; readonly dnssecOk: boolean; readonly options: Uint8Array };
}

/** Bytes that are no DNS message. */
export class DnsFormatError extends Error {
  override readonly name = 'DnsFormatError';
}

const rcodes: readonly Rcode[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

const typeNumbers: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  OPT: 41,
  DS: 43,
  DNSKEY: 48,
  SVCB: 64,
  HTTPS: 65,
  AXFR: 252,
  ANY: 255,
  CAA: 257,
};
const typeNames = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name]));
const OPT = 41;
const INTERNET = 1;

/** The type's number, or undefined when there is no such type. Case-insensitive; understands `TYPE65`. */
export function recordTypeNumber(type: string): number | undefined {
  const upper = type.toUpperCase();
  const generic = /^TYPE(\d{1,5})$/.exec(upper);
  return generic ? Number(generic[1]) : typeNumbers[upper];
}

export function recordTypeName(number: number): string {
  return typeNames.get(number) ?? `TYPE${number}`;
}

/** `web` becomes `web.`; an absolute name stays. */
export function absoluteName(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** A query with one question and recursion desired, as resolvers send it. */
export function createQuery(
  id: number,
  name: string,
  type: string,
  options: { readonly edns?: boolean; readonly recursion?: boolean } = {},
): DnsMessage {
  return {
    ...emptyMessage,
    id,
    recursionDesired: options.recursion ?? true,
    questions: [{ name: absoluteName(name), type: type.toUpperCase() }],
    ...(options.edns ? { edns: { udpSize: 1232, version: 0, dnssecOk: false, options: new Uint8Array(0) } } : {}),
  };
}

/** An answer to `query`, still empty, to be filled by `parts`. */
export function createResponse(query: DnsMessage, parts: Partial<DnsMessage>): DnsMessage {
  return {
    ...emptyMessage,
    id: query.id,
    response: true,
    opcode: query.opcode,
    recursionDesired: query.recursionDesired,
    checkingDisabled: query.checkingDisabled,
    questions: query.questions,
    ...(query.edns ? { edns: { ...query.edns, version: 0, options: new Uint8Array(0) } } : {}),
    ...parts,
  };
}

const emptyMessage: Omit<DnsMessage, 'id' | 'questions'> = {
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
  rcode: 'NOERROR',
  answers: [],
  authorities: [],
  additionals: [],
};

/** Throws `DnsFormatError` for a name, type or data that has no form on the wire. */
export function encodeMessage(message: DnsMessage): Uint8Array {
  const writer = new Writer();
  const flag = (bit: number, on: boolean) => (on ? 1 << bit : 0);
  const code = rcodes.indexOf(message.rcode);
  writer.u16(message.id);
  writer.u16(
    flag(15, message.response) |
      (message.opcode << 11) |
      flag(10, message.authoritative) |
      flag(9, message.truncated) |
      flag(8, message.recursionDesired) |
      flag(7, message.recursionAvailable) |
      flag(5, message.authenticData) |
      flag(4, message.checkingDisabled) |
      (code >= 0 ? code : Number(message.rcode.slice('RESERVED'.length)) & 15),
  );
  writer.u16(message.questions.length);
  writer.u16(message.answers.length);
  writer.u16(message.authorities.length);
  writer.u16(message.additionals.length + (message.edns ? 1 : 0));
  for (const question of message.questions) {
    writer.name(question.name);
    writer.u16(needType(question.type));
    writer.u16(INTERNET);
  }
  for (const record of [...message.answers, ...message.authorities, ...message.additionals]) {
    writer.name(record.name);
    writer.u16(needType(record.type));
    writer.u16(INTERNET);
    writer.u32(record.ttl);
    writer.sized(() => writer.data(record.type, record.data));
  }
  if (message.edns) {
    writer.name('.');
    writer.u16(OPT);
    writer.u16(message.edns.udpSize);
    writer.u32((message.edns.version << 16) | flag(15, message.edns.dnssecOk));
    writer.u16(message.edns.options.length);
    writer.bytes(message.edns.options);
  }
  return writer.finish();
}

function needType(type: string): number {
  const number = recordTypeNumber(type);
  if (number === undefined) throw new DnsFormatError(`unknown record type ${type}`);
  return number;
}

/** Throws `DnsFormatError`. */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  const reader = new Reader(bytes, (message) => new DnsFormatError(message));
  const id = reader.u16();
  const flags = reader.u16();
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const flag = (bit: number) => (flags & (1 << bit)) !== 0;
  const questions: DnsQuestion[] = [];
  for (let at = 0; at < counts[0]; at++) {
    const name = reader.name();
    const type = recordTypeName(reader.u16());
    reader.u16();
    questions.push({ name, type });
  }
  let edns: DnsMessage['edns'];
  const records = (count: number): DnsRecord[] => {
    const found: DnsRecord[] = [];
    for (let at = 0; at < count; at++) {
      const name = reader.name();
      const number = reader.u16();
      const klass = reader.u16();
      const ttl = reader.u32();
      const length = reader.u16();
      if (number === OPT) {
        edns = { udpSize: klass, version: (ttl >>> 16) & 255, dnssecOk: (ttl & 0x8000) !== 0, options: reader.take(length) };
      } else {
        const type = recordTypeName(number);
        found.push({ name, type, ttl, data: reader.data(type, length) });
      }
    }
    return found;
  };
  const code = flags & 15;
  const message = {
    id,
    response: flag(15),
    opcode: (flags >> 11) & 15,
    authoritative: flag(10),
    truncated: flag(9),
    recursionDesired: flag(8),
    recursionAvailable: flag(7),
    authenticData: flag(5),
    checkingDisabled: flag(4),
    rcode: rcodes[code] ?? (`RESERVED${code}` as const),
    questions,
    answers: records(counts[1]),
    authorities: records(counts[2]),
    additionals: records(counts[3]),
  };
  return edns ? { ...message, edns } : message;
}
