// One URL of curl's command line from its first packet to its --write-out: redirects, limits in time, the end.
import type { Process } from '../../../../shell/index.ts';
import type { HttpResponse } from '../../http/index.ts';
import { createDeadline } from '../deadline.ts';
import { CurlError } from './errors.ts';
import { createMeter } from './meter.ts';
import type { CurlOptions } from './options.ts';
import { openSink } from './output.ts';
import { asCurlError, exchange, type KeptConnection, type Progress } from './transfer.ts';
import { type CurlUrl, followUrl, parseCurlUrl } from './url.ts';
import { formatWriteOut, type TransferFacts } from './write-out.ts';

export interface Outcome {
  readonly code: number;
  readonly message: string;
  readonly status: number;
}

/** What lasts from one URL to the next. */
export interface Session {
  kept: KeptConnection | undefined;
  connections: number;
}

interface Received {
  response?: HttpResponse;
  url: CurlUrl;
  method: string;
  redirectUrl: string;
  redirects: number;
  redirectMs: number;
  bodyBytes: number;
  headerBytes: number;
  fileName: string;
}

/** Never rejects for what can go wrong with a transfer; rejects when the process ends. */
export async function getUrl(
  process: Process,
  options: CurlOptions,
  session: Session,
  text: string,
  index: number,
  body: string | undefined,
): Promise<Outcome> {
  const { clock } = process;
  const sayRaw = async (line: string) => {
    if (options.verbose) await process.stderr.write(`${line}\n`);
  };
  const say = (line: string) => sayRaw(`* ${line}`);
  const startMs = clock.now();
  const progress: Progress = {
    startMs,
    nameMs: 0,
    connectMs: 0,
    firstMs: 0,
    connections: 0,
    requestBytes: 0,
    uploadBytes: 0,
    connection: undefined,
    phase: 'resolving',
  };
  const whole = createDeadline(clock, options.maxTimeMs, process.signal);
  const connecting = createDeadline(clock, options.connectTimeoutMs, whole.signal);
  let received: Received | undefined;
  let failure: CurlError | undefined;
  try {
    received = {
      url: parseCurlUrl(text),
      method: '',
      redirectUrl: '',
      redirects: 0,
      redirectMs: 0,
      bodyBytes: 0,
      headerBytes: 0,
      fileName: '',
    };
    await run(received);
  } catch (error) {
    process.signal.throwIfAborted();
    failure = whole.expired || connecting.expired ? timeout(received?.response, received?.bodyBytes ?? 0) : asFailure(error);
    if (failure.code !== 6 && failure.code !== 22) await say(failure.message);
    if (options.verbose && failure.code !== 3) await say(`closing connection #${session.kept?.number ?? session.connections}`);
    session.kept?.connection.end();
    session.kept = undefined;
  } finally {
    whole.clear();
    connecting.clear();
  }
  await writeOut();
  return { code: failure?.code ?? 0, message: failure?.message ?? '', status: received?.response?.status ?? 0 };

  async function run(state: Received): Promise<void> {
    if (options.get && body !== undefined) {
      const { effective } = state.url;
      state.url = parseCurlUrl(`${effective}${effective.includes('?') ? '&' : '?'}${body}`);
    }
    let sent = options.get ? undefined : body;
    state.method = options.method ?? (options.head ? 'HEAD' : sent !== undefined ? 'POST' : 'GET');
    const sink = openSink(process, options, state.url, index);
    state.fileName = sink.fileName;
    for (;;) {
      const parts = { process, options, url: state.url, method: state.method, body: sent, progress, say, sayRaw };
      const { response, kept } = await exchange({
        ...parts,
        kept: session.kept,
        nextNumber: session.connections,
        onConnected: connecting.clear,
        signal: connecting.signal,
      });
      session.connections = Math.max(session.connections, kept.number + 1);
      session.kept = kept;
      state.response = response;
      const head = headText(response);
      state.headerBytes += head.length;
      for (const line of head.split('\r\n').slice(0, -1)) await sayRaw(`< ${line}`);
      if (options.include || options.head) await sink.write(head);
      if (options.dumpHeader) await dump(head);
      if (options.fail === 'silently' && response.status >= 400) {
        throw new CurlError(22, `The requested URL returned error: ${response.status}`);
      }
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('Location') : undefined;
      state.redirectUrl = location === undefined ? '' : followUrl(state.url, location).effective;
      const follow = options.follow && location !== undefined;
      await readBody(state, response, follow ? undefined : sink.write);
      await settleConnection(response);
      if (!follow) break;
      if (state.redirects >= options.maxRedirects) throw new CurlError(47, `Maximum (${options.maxRedirects}) redirects followed`);
      state.redirects++;
      state.redirectMs = clock.now() - startMs;
      await say(`Issue another request to this URL: '${state.redirectUrl}'`);
      state.url = followUrl(state.url, location);
      const becomesGet = response.status === 303 || (response.status < 303 && state.method === 'POST');
      if (becomesGet && !options.method) {
        state.method = options.head ? 'HEAD' : 'GET';
        sent = undefined;
      }
    }
    if (options.fail === 'with-body' && state.response && state.response.status >= 400) {
      throw new CurlError(22, `The requested URL returned error: ${state.response.status}`);
    }
  }

  async function readBody(
    state: Received,
    response: HttpResponse,
    write: ((chunk: Uint8Array) => Promise<void>) | undefined,
  ): Promise<void> {
    const meter = options.meter && !process.tty ? createMeter() : undefined;
    if (meter) await process.stderr.write(meter.start());
    try {
      for (;;) {
        const chunk = await response.body.read(whole.signal);
        if (!chunk) break;
        if (!write) continue;
        state.bodyBytes += chunk.length;
        await write(chunk);
      }
    } catch (error) {
      throw asCurlError(error);
    } finally {
      if (meter) await process.stderr.write(meter.end(state.bodyBytes, response.body.lengthBytes, clock.now() - startMs));
    }
  }

  async function settleConnection(response: HttpResponse): Promise<void> {
    const { kept } = session;
    if (!kept) return;
    if (response.keepAlive && !options.http10)
      return say(`Connection #${kept.number} to host ${kept.key.replace(/^\w+:\/\/|:\d+$/g, '')} left intact`);
    await say('shutting down connection #0'.replace('0', String(kept.number)));
    kept.connection.end();
    session.kept = undefined;
  }

  async function dump(head: string): Promise<void> {
    if (options.dumpHeader === '-') await process.stdout.write(head);
    else process.files.write(`${options.dumpHeader?.startsWith('/') ? '' : `${process.cwd}/`}${options.dumpHeader}`, head);
  }

  function timeout(response: HttpResponse | undefined, bodyBytes: number): CurlError {
    // libcurl looks at its timers after they ran out: a millisecond later.
    const afterMs = Math.floor(clock.now() - startMs) + 1;
    if (progress.phase === 'resolving') return new CurlError(28, `Resolving timed out after ${afterMs} milliseconds`);
    if (progress.phase === 'connecting') return new CurlError(28, `Connection timed out after ${afterMs} milliseconds`);
    const length = response?.body.lengthBytes;
    const bytes = length === undefined ? `${bodyBytes}` : `${bodyBytes} out of ${length}`;
    return new CurlError(28, `Operation timed out after ${afterMs} milliseconds with ${bytes} bytes received`);
  }

  async function writeOut(): Promise<void> {
    if (options.writeOut === undefined) return;
    const format = options.writeOut.startsWith('@')
      ? process.files.readText(`${process.cwd}/${options.writeOut.slice(1)}`)
      : options.writeOut;
    const since = (ms: number) => (ms === 0 ? 0 : ms - startMs);
    const facts: TransferFacts = {
      url: text,
      effectiveUrl: received?.url.effective ?? text,
      scheme: received?.url.scheme ?? '',
      method: received?.method ?? '',
      status: received?.response?.status ?? 0,
      httpVersion: received?.response?.version ?? '0',
      headers: received?.response?.headers,
      redirectUrl: received?.redirectUrl ?? '',
      redirects: received?.redirects ?? 0,
      connections: progress.connections,
      exitCode: failure?.code ?? 0,
      errorMessage: failure?.message ?? '',
      fileName: received?.fileName ?? '',
      local: progress.connection?.local,
      remote: progress.connection?.remote,
      bodyBytes: received?.bodyBytes ?? 0,
      headerBytes: received?.headerBytes ?? 0,
      requestBytes: progress.requestBytes,
      uploadBytes: progress.uploadBytes,
      times: {
        name: since(progress.nameMs),
        connect: since(progress.connectMs),
        pretransfer: since(progress.connectMs),
        first: since(progress.firstMs),
        total: clock.now() - startMs,
        redirect: received?.redirectMs ?? 0,
      },
    };
    const { text: line, warnings } = formatWriteOut(format, facts);
    for (const warning of warnings) await process.stderr.write(`${warning}\n`);
    await process.stdout.write(line);
  }
}

function asFailure(error: unknown): CurlError {
  if (error instanceof CurlError) return error;
  throw error;
}

function headText(response: HttpResponse): string {
  const first = `HTTP/${response.version} ${response.status} ${response.reason}`;
  return `${first}\r\n${[...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
