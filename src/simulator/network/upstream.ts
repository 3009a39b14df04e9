// The name server on the LAN: knows a few names and answers NXDOMAIN for the rest, as a resolver without the Internet.
import { NetworkError, type NetworkNamespace } from '../../shell/network-namespace.ts';
import { createResponse, type DnsMessage, decodeMessage, encodeMessage } from './dns/message.ts';
import { frame, readFrame } from './dns/query.ts';

const TTL_SECONDS = 300;

/** Serves port 53 of `net`, UDP and TCP. `names` are read anew for every question. */
export function serveUpstreamNames(net: NetworkNamespace, names: ReadonlyMap<string, string>): void {
  const owner = { name: 'dnsmasq', pid: 1 };
  const socket = net.udp({ port: 53, owner });
  const listener = net.listen(53, { owner });
  const answerBytes = (bytes: Uint8Array) => encodeMessage(answer(decodeMessage(bytes), names));
  forever(async () => {
    const { from, bytes } = await socket.receive();
    socket.send(from, answerBytes(bytes));
  });
  forever(async () => {
    const connection = await listener.accept();
    for (let bytes = await readFrame(connection); bytes; bytes = await readFrame(connection))
      await connection.write(frame(answerBytes(bytes)));
    connection.end();
  });
}

function answer(question: DnsMessage, names: ReadonlyMap<string, string>): DnsMessage {
  const [asked] = question.questions;
  if (!asked) return createResponse(question, { rcode: 'FORMERR' });
  const address = names.get(asked.name.replace(/\.$/, '').toLowerCase());
  if (!address) return createResponse(question, { rcode: 'NXDOMAIN', recursionAvailable: true });
  const answers = asked.type === 'A' || asked.type === 'ANY' ? [{ name: asked.name, type: 'A', ttl: TTL_SECONDS, data: address }] : [];
  return createResponse(question, { answers, recursionAvailable: true });
}

/** A peer's failure concerns that peer only. */
function forever(step: () => Promise<void>): void {
  const next = (): Promise<void> =>
    step().then(next, (error: unknown) => {
      if (error instanceof NetworkError || (error as Error).name === 'DnsFormatError') return next();
      throw error;
    });
  void next();
}
