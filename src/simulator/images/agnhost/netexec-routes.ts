// netexec's endpoints.
import { createPipe, type Process, readAll } from '../../../shell/index.ts';
import type { Answer, ServedRequest } from '../http/index.ts';
import { reasonPhrase } from '../http/index.ts';
import { dial } from './dial.ts';
import { formatDuration, parseDuration } from './flags.ts';
import { formOf, goAnswer, goError, goJson } from './go.ts';

export interface NetexecState {
  readonly startedMs: number;
  /** The UDP server runs. */
  ready: boolean;
  terminating: boolean;
  exit(code: number): void;
  /** Ends the HTTP server; resolves when its connections are gone or the time is up. */
  shutdown?: (timeoutMs: number) => Promise<void>;
}

type Log = (message: string) => Promise<void>;

export async function handleNetexec(process: Process, request: ServedRequest, state: NetexecState, log: Log): Promise<Answer> {
  const path = decodeURI(request.target.split('?')[0] as string);
  const text = (body: string, status = 200) => goAnswer(process, status, body);
  const hostName = async () => {
    await log(`GET ${path}`);
    await log(`hostname: ${process.hostname}`);
    return text(process.hostname);
  };
  switch (path) {
    case '/hostname':
    case '/hostName':
      return hostName();
    case '/clientip':
      await log('GET /clientip');
      return text(`${request.remote.address}:${request.remote.port}`);
    case '/header':
      return header(process, request, log);
    case '/dial':
      return dial(process, request, log);
    case '/echo':
      return echo(process, request, log);
    case '/healthz':
      await log('GET /healthz');
      return text('', state.ready ? 200 : 412);
    case '/readyz':
      await log('GET /readyz');
      if (state.terminating) return text('shutting down', 503);
      return state.ready ? text('ok') : text('', 412);
    case '/redirect':
      return redirect(process, request, log);
    case '/shell':
      return shell(process, request, log);
    case '/exit':
      return exit(process, request, state, log);
    case '/shutdown':
      await log('GET /shutdown');
      state.exit(0);
      return { status: 200, hangUp: 'reset' };
    case '/upload':
      await log('GET /upload');
      await log('Unable to upload file: this simulator does not take uploads');
      return text(goJson({ error: 'Unable to upload file.' }));
    default:
      await log('GET /');
      return text(`NOW: ${goTime(process.clock.now(), state.startedMs)}`);
  }
}

/** time.Time's String, with the monotonic reading. */
function goTime(nowMs: number, startedMs: number): string {
  const iso = new Date(nowMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}000000 +0000 UTC m=+${((nowMs - startedMs) / 1000).toFixed(9)}`;
}

async function header(process: Process, request: ServedRequest, log: Log): Promise<Answer> {
  const key = (await formOf(request)).get('key');
  if (key) {
    await log(`GET /header?key=${key}`);
    // net/http takes Host out of the header map.
    return goAnswer(process, 200, key.toLowerCase() === 'host' ? '' : (request.headers.get(key) ?? ''));
  }
  await log('GET /header');
  const all: Record<string, string[]> = {};
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() === 'host') continue;
    const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    all[canonical] = [...(all[canonical] ?? []), value];
  }
  const sorted = Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
  return goAnswer(process, 200, goJson(sorted));
}

async function echo(process: Process, request: ServedRequest, log: Log): Promise<Answer> {
  const form = await formOf(request);
  const [message, code] = [form.get('msg') ?? '', form.get('code') ?? ''];
  await log(`GET /echo?msg=${message}&code=${code}`);
  if (code === '') return goAnswer(process, 200, message);
  if (!/^[+-]?\d+$/.test(code)) return goAnswer(process, 200, `argument 'code' must be an integer or empty, got ${goJson(code)}\n`);
  // net/http panics on other codes and hangs up.
  if (Number(code) < 100 || Number(code) > 999) return { status: 500, hangUp: 'close' };
  return goAnswer(process, Number(code), message);
}

async function redirect(process: Process, request: ServedRequest, log: Log): Promise<Answer> {
  const form = await formOf(request);
  const [location, code] = [form.get('location') ?? '', form.get('code') ?? ''];
  await log(`${request.method} /redirect?msg=${location}&code=${code}`);
  if (code !== '' && !/^[+-]?\d+$/.test(code)) {
    return goAnswer(process, 200, `argument 'code' must be an integer or empty, got ${goJson(code)}\n`);
  }
  const status = code === '' ? 302 : Number(code);
  const target = /^[a-z][a-z0-9+.-]*:|^\//i.test(location) ? location : `/${location}`;
  const body = request.method === 'GET' ? `<a href="${target.replace(/&/g, '&amp;')}">${reasonPhrase(status)}</a>.\n\n` : '';
  return goAnswer(process, status, body, {
    headers: [...(body ? [['Content-Type', 'text/html; charset=utf-8'] as const] : []), ['Location', target]],
  });
}

async function shell(process: Process, request: ServedRequest, log: Log): Promise<Answer> {
  const form = await formOf(request);
  const command = form.get('shellCommand') || form.get('cmd') || '';
  await log(`GET /shell?cmd=${command}`);
  const pipe = createPipe();
  const child = process.spawn('sh', ['-c', command], { stdout: pipe.output, stderr: pipe.output, detachTty: true });
  const [text, code] = await Promise.all([readAll(pipe.input, request.signal), child.exited.finally(() => pipe.output.close())]);
  const output = { ...(code === 0 ? {} : { error: `exit status ${code}` }), ...(text ? { output: text } : {}) };
  const printed = Object.entries(output).map(([name, value]) => `${name}:${value}`);
  await log(`Output: map[${printed.join(' ')}]`);
  return goAnswer(process, 200, goJson(output));
}

async function exit(process: Process, request: ServedRequest, state: NetexecState, log: Log): Promise<Answer> {
  const form = await formOf(request);
  const [code, timeout, wait] = [form.get('code') ?? '', form.get('timeout') ?? '', form.get('wait') ?? ''];
  await log(`GET /exit?code=${code}&timeout=${timeout}&wait=${wait}`);
  for (const [name, value] of [
    ['timeout', timeout],
    ['wait', wait],
  ] as const) {
    if (value !== '' && parseDuration(value) === undefined) {
      return goAnswer(process, 200, `argument '${name}' must be a valid golang duration or empty, got ${goJson(value)}\n`);
    }
  }
  if (code !== '' && !/^[+-]?\d+$/.test(code)) {
    return goAnswer(process, 200, `argument 'code' must be an integer [0-127] or empty, got ${goJson(code)}\n`);
  }
  const [waitMs, timeoutMs] = [parseDuration(wait) ?? 0, parseDuration(timeout) ?? 0];
  await log(
    `Will begin shutdown in ${formatDuration(waitMs)}, allowing ${formatDuration(timeoutMs)} for connections to close, then will exit with ${Number(code)}`,
  );
  if (waitMs > 0) await process.clock.sleep(waitMs, request.signal);
  if (timeoutMs === 0) {
    state.exit(Number(code));
    return { status: 200, hangUp: 'reset' };
  }
  const { shutdown } = state;
  if (!shutdown) return goError(process, 500, 'not serving');
  void shutdown(timeoutMs).then(async () => {
    await log('Graceful shutdown completed with: <nil>');
    state.exit(Number(code));
  });
  return goAnswer(process, 200, '');
}
