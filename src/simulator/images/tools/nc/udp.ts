// nc -u.
import { type Datagram, NetworkError, type Process, type SocketAddress, type UdpSocket } from '../../../../shell/index.ts';
import { createDeadline } from '../deadline.ts';
import { strerror } from '../libc.ts';
import type { ParsedOptions } from '../options.ts';
import { serviceName } from '../services.ts';
import type { Style } from './style.ts';

export async function dialUdp(
  process: Process,
  parsed: ParsedOptions,
  style: Style,
  target: SocketAddress,
  shown: string,
  waitMs: number | undefined,
): Promise<number> {
  const source = parsed.last('p');
  const socket = process.net.udp({ owner: { name: 'nc', pid: process.pid }, ...(source ? { port: Number(source) } : {}) });
  const service = serviceName(target.port) ?? '*';
  try {
    if (parsed.has('z'))
      return await scanUdp(
        process,
        parsed,
        style,
        socket,
        target,
        `Connection to ${shown} ${target.port} port [udp/${service}] succeeded!\n`,
      );
    return await relayUdp(process, socket, target, waitMs);
  } finally {
    socket.close();
  }
}

/** OpenBSD's nc sends a few bytes a second apart and takes silence for success. */
async function scanUdp(
  process: Process,
  parsed: ParsedOptions,
  style: Style,
  socket: UdpSocket,
  target: SocketAddress,
  text: string,
): Promise<number> {
  for (let attempt = 0; attempt < 4; attempt++) {
    socket.send(target, new TextEncoder().encode('X'));
    const limit = createDeadline(process.clock, 1000, process.signal);
    try {
      await socket.receive(limit.signal);
    } catch (error) {
      process.signal.throwIfAborted();
      if (error instanceof NetworkError) return 1;
      if (!limit.expired) throw error;
    } finally {
      limit.clear();
    }
  }
  if (parsed.has('v'))
    await process.stderr.write(style.look === 'openbsd' ? text : `${target.address} (${target.address}:${target.port}) open\n`);
  return 0;
}

async function relayUdp(
  process: Process,
  socket: UdpSocket,
  first: SocketAddress | undefined,
  waitMs: number | undefined,
): Promise<number> {
  let target = first;
  const over = new AbortController();
  const signal = AbortSignal.any([process.signal, over.signal]);
  const sending = (async () => {
    for (;;) {
      const chunk = await process.stdin.read(signal);
      if (!chunk) return;
      if (target) socket.send(target, chunk);
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  let idle = createDeadline(process.clock, waitMs, signal);
  try {
    for (;;) {
      const datagram: Datagram = await socket.receive(idle.signal);
      idle.clear();
      target ??= datagram.from;
      await process.stdout.write(datagram.bytes);
      idle = createDeadline(process.clock, waitMs, signal);
    }
  } catch (error) {
    process.signal.throwIfAborted();
    if (!idle.expired && !(error instanceof NetworkError)) throw error;
    return idle.expired ? 0 : 1;
  } finally {
    idle.clear();
    over.abort();
    await sending;
  }
}

export async function listenUdp(process: Process, parsed: ParsedOptions, style: Style, port: number): Promise<number> {
  let socket: UdpSocket;
  try {
    socket = process.net.udp({ port, owner: { name: 'nc', pid: process.pid } });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await process.stderr.write(`nc: ${strerror(style.libc, error.code)}\n`);
    return 1;
  }
  if (parsed.has('v'))
    await process.stderr.write(style.look === 'openbsd' ? `Bound on 0.0.0.0 ${port}\n` : `listening on [::]:${port} ...\n`);
  try {
    return await relayUdp(process, socket, undefined, undefined);
  } finally {
    socket.close();
  }
}
