// DNS over UDP and TCP on one port. Knows nothing of what is answered.

import type { Connection } from '../../../shell/network-namespace.ts';
import { NetworkError } from '../../../shell/network-namespace.ts';
import type { Process } from '../../../shell/program.ts';
import { createResponse, DnsFormatError, type DnsMessage, decodeMessage, encodeMessage, frame, readFrame } from '../../network/index.ts';
import { DnsFailure, type DnsHandler, type DnsRequest } from './plugins/index.ts';

/** RFC 1035 §2.3.4: what a client takes over UDP unless it says otherwise. */
const PLAIN_UDP_BYTES = 512;

/** Returns what stops it. Throws `NetworkError` when the port is taken. `onBug` hears what a handler should not have thrown. */
export function servePort(process: Process, port: number, handler: DnsHandler, onBug: (error: unknown) => void): () => void {
  const owner = { name: 'coredns', pid: process.pid };
  const listener = process.net.listen(port, { address: '::', owner });
  const socket = process.net.udp({ address: '::', port, owner });
  const ending = new AbortController();
  const stop = () => {
    if (ending.signal.aborted) return;
    ending.abort();
    process.signal.removeEventListener('abort', stop);
    listener.close();
    socket.close();
  };
  process.signal.addEventListener('abort', stop, { once: true });

  const untilEnd = async (step: () => Promise<void>) => {
    while (!ending.signal.aborted) {
      try {
        await step();
      } catch (error) {
        // A peer that has gone, or sends nonsense, concerns nobody else.
        if (!ending.signal.aborted && !(error instanceof NetworkError) && !(error instanceof DnsFormatError)) throw error;
      }
    }
  };
  untilEnd(async () => {
    const { from, bytes } = await socket.receive(ending.signal);
    const message = decodeMessage(bytes);
    untilSent(async () => {
      const answer = await respond(handler, message, { from, protocol: 'udp', sizeBytes: bytes.length });
      if (!ending.signal.aborted) socket.send(from, cut(answer, Math.max(PLAIN_UDP_BYTES, message.edns?.udpSize ?? 0)));
    }).catch(onBug);
  }).catch(onBug);
  untilEnd(async () => {
    const connection = await listener.accept(ending.signal);
    untilSent(() => serveConnection(connection, handler, ending.signal)).catch(onBug);
  }).catch(onBug);
  return stop;
}

/** A client that is no longer there does not hear its answer. */
async function untilSent(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NetworkError) && !(error instanceof DnsFormatError)) throw error;
  }
}

async function serveConnection(connection: Connection, handler: DnsHandler, signal: AbortSignal): Promise<void> {
  const reset = () => connection.reset();
  signal.addEventListener('abort', reset, { once: true });
  try {
    for (let bytes = await readFrame(connection); bytes; bytes = await readFrame(connection)) {
      const message = decodeMessage(bytes);
      const answer = await respond(handler, message, { from: connection.remote, protocol: 'tcp', sizeBytes: bytes.length });
      await connection.write(frame(encodeMessage(answer)));
    }
    connection.end();
  } finally {
    signal.removeEventListener('abort', reset);
  }
}

async function respond(
  handler: DnsHandler,
  message: DnsMessage,
  origin: Pick<DnsRequest, 'from' | 'protocol' | 'sizeBytes'>,
): Promise<DnsMessage> {
  const [question] = message.questions;
  if (!question) return createResponse(message, { rcode: 'FORMERR' });
  try {
    const answer = await handler({ ...origin, message, name: question.name, type: question.type });
    const { edns: _, ...plain } = answer;
    return message.edns && answer.edns ? { ...plain, edns: answer.edns } : plain;
  } catch (error) {
    if (error instanceof DnsFailure) return createResponse(message, { rcode: 'SERVFAIL' });
    throw error;
  }
}

/** The answer's bytes, cut with the truncation flag when the client cannot take them all. */
function cut(answer: DnsMessage, limitBytes: number): Uint8Array {
  let bytes = encodeMessage(answer);
  if (bytes.length <= limitBytes) return bytes;
  let smaller: DnsMessage = { ...answer, additionals: [] };
  bytes = encodeMessage(smaller);
  while (bytes.length > limitBytes && smaller.answers.length > 0) {
    smaller = { ...smaller, truncated: true, answers: smaller.answers.slice(0, -1) };
    bytes = encodeMessage(smaller);
  }
  return bytes;
}
