// DNS for programs: the message codec, one question, a whole look-up.
export * from './configuration.ts';
export { formatIpv6, parseIpv6 } from './ipv6.ts';
export * from './lookup.ts';
export * from './message.ts';
export * from './query.ts';
