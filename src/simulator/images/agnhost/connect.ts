// agnhost connect: one connection, and one word about how it went (test/images/agnhost/connect/connect.go).
import { NetworkError, type Process } from '../../../shell/index.ts';
import { createDeadline } from '../tools/deadline.ts';
import type { FlagSpec, Flags } from './flags.ts';
import { AddressError, errnoText, resolveAddress, splitHostPort, udpEnds } from './go.ts';

export const connectFlags: readonly FlagSpec[] = [
  { name: 'timeout', kind: 'duration' },
  { name: 'protocol', kind: 'string' },
  { name: 'udp-data', kind: 'string' },
  { name: 'sctp-data', kind: 'string' },
];

export async function connect(process: Process, flags: Flags): Promise<number> {
  const destination = flags.operands[0] as string;
  const protocol = flags.text('protocol', 'tcp') || 'tcp';
  const timeoutMs = flags.durationMs('timeout', 0) || undefined;
  const fail = async (message: string) => {
    await process.stderr.write(`${message}\n`);
    return 1;
  };
  if (protocol !== 'tcp' && protocol !== 'udp') {
    if (protocol === 'sctp') return fail('OTHER: protocol not supported');
    return fail(`Unsupported protocol\n${protocol}`);
  }
  let target: { readonly address: string; readonly port: number };
  try {
    const { host, port } = splitHostPort(destination);
    target = await resolveAddress(process, host, port, process.signal, protocol);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return fail(`${protocol === 'tcp' && error.message.startsWith('address ') ? 'UNKNOWN' : 'DNS'}: ${error.message}`);
  }
  return protocol === 'tcp'
    ? connectTcp(process, target, timeoutMs, fail)
    : connectUdp(process, target, timeoutMs, `${flags.text('udp-data', 'hostname')}\n`, fail);
}

type Fail = (message: string) => Promise<number>;
type Target = { readonly address: string; readonly port: number };

async function connectTcp(process: Process, { address, port }: Target, timeoutMs: number | undefined, fail: Fail): Promise<number> {
  const limit = createDeadline(process.clock, timeoutMs, process.signal);
  try {
    const connection = await process.net.connect(address, port, { signal: limit.signal });
    connection.end();
    return 0;
  } catch (error) {
    process.signal.throwIfAborted();
    if (limit.expired || (error instanceof NetworkError && error.code === 'ETIMEDOUT')) return fail('TIMEOUT');
    if (error instanceof NetworkError && error.code === 'ECONNREFUSED') return fail('REFUSED');
    return fail(`OTHER: dial tcp ${address}:${port}: connect: ${errnoText(error)}`);
  } finally {
    limit.clear();
  }
}

async function connectUdp(process: Process, target: Target, timeoutMs: number | undefined, data: string, fail: Fail): Promise<number> {
  const limit = createDeadline(process.clock, timeoutMs, process.signal);
  const socket = process.net.udp();
  const ends = udpEnds(process, socket.local, target);
  try {
    socket.send(target, new TextEncoder().encode(data));
    const { bytes } = await socket.receive(limit.signal);
    if (bytes.length > 0) return 0;
    return fail('OTHER: No data received from the server. Cannot guarantee the server received the request.');
  } catch (error) {
    process.signal.throwIfAborted();
    if (limit.expired) return fail(`TIMEOUT: read udp ${ends}: i/o timeout`);
    const refused = error instanceof NetworkError && error.code === 'ECONNREFUSED';
    return fail(`${refused ? 'REFUSED' : 'UNKNOWN'}: read udp ${ends}: read: ${errnoText(error)}`);
  } finally {
    limit.clear();
    socket.close();
  }
}
