// netexec's /dial: the server itself calls somebody and tells what came back.
import { NetworkError, type Process } from '../../../shell/index.ts';
import { type Answer, requestHttp, type ServedRequest } from '../http/index.ts';
import { createDeadline } from '../tools/deadline.ts';
import { AddressError, errnoText, goAnswer, goError, goJson, resolveAddress, udpEnds } from './go.ts';

/** netexec waits so long for an HTTP answer, and for a datagram. */
const DIAL_TIMEOUT_MS = 5000;

export async function dial(process: Process, request: ServedRequest, log: (message: string) => Promise<void>): Promise<Answer> {
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');
  const get = (name: string) => query.get(name) ?? '';
  const [host, port, wanted, protocol, tries] = [get('host'), get('port'), get('request'), get('protocol'), get('tries')];
  await log(`GET /dial?host=${host}&protocol=${protocol}&port=${port}&request=${wanted}&tries=${tries}`);
  if (tries !== '' && !/^[+-]?\d+$/.test(tries)) {
    return goError(process, 400, `tries parameter is invalid. strconv.Atoi: parsing "${tries}": invalid syntax`);
  }
  if (wanted === '') return goError(process, 400, 'request parameter not specified. <nil>');
  const kind = protocol.toLowerCase() || 'http';
  if (!['http', 'udp', 'sctp'].includes(kind)) return goError(process, 400, `unsupported protocol. ${protocol}`);
  let target: { readonly address: string; readonly port: number };
  try {
    target = await resolveAddress(process, host, port, request.signal, kind === 'udp' ? 'udp' : 'tcp');
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return goError(process, 400, `host and/or port param are invalid. ${error.message}`);
  }
  const responses: string[] = [];
  const errors: string[] = [];
  let last = '';
  for (let attempt = 0; attempt < Number(tries || 1); attempt++) {
    try {
      last =
        kind === 'http'
          ? await dialHttp(process, target, wanted, request.signal)
          : await dialUdp(process, target, wanted, kind, request.signal);
      responses.push(last);
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      last = '';
      errors.push(error.message);
    }
  }
  return goAnswer(process, 200, goJson({ ...(errors.length ? { errors } : {}), ...(last ? { responses } : {}) }));
}

class DialError extends Error {
  override readonly name = 'DialError';
}

type Target = { readonly address: string; readonly port: number };

async function dialHttp(process: Process, { address, port }: Target, path: string, signal: AbortSignal): Promise<string> {
  const url = `http://${address}:${port}/${path}`;
  const limit = createDeadline(process.clock, DIAL_TIMEOUT_MS, signal);
  let connected = false;
  try {
    const connection = await process.net.connect(address, port, { signal: limit.signal });
    connected = true;
    try {
      const headers = [
        ['Host', port === 80 ? address : `${address}:${port}`],
        ['User-Agent', 'Go-http-client/1.1'],
      ] as const;
      const response = await requestHttp(connection, { target: `/${path}`, headers }, { signal: limit.signal });
      return await response.body.text(limit.signal);
    } finally {
      connection.end();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (limit.expired) throw new DialError(`Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
    if (!(error instanceof NetworkError)) throw new DialError(`Get "${url}": EOF`);
    const where = connected ? `read tcp ${address}:${port}: read` : `dial tcp ${address}:${port}: connect`;
    throw new DialError(`Get "${url}": ${where}: ${errnoText(error)}`);
  } finally {
    limit.clear();
  }
}

async function dialUdp(process: Process, target: Target, text: string, kind: string, signal: AbortSignal): Promise<string> {
  if (kind === 'sctp') throw new DialError('sctp dial failed. err:protocol not supported');
  const limit = createDeadline(process.clock, DIAL_TIMEOUT_MS, signal);
  const socket = process.net.udp();
  const ends = udpEnds(process, socket.local, target);
  try {
    socket.send(target, new TextEncoder().encode(text));
    const { bytes } = await socket.receive(limit.signal);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.expired ? 'i/o timeout' : `read: ${errnoText(error)}`;
    throw new DialError(`reading from udp connection failed. err:'read udp ${ends}: ${why}'`);
  } finally {
    limit.clear();
    socket.close();
  }
}
