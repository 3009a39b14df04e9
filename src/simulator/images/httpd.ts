// BusyBox's httpd: the files of a folder (networking/httpd.c).
import { NetworkError, nothing, type Process, type Program, resolvePath } from '../../shell/index.ts';
import { type Answer, httpDate, reasonPhrase, type ServedRequest, serveHttp } from './http/index.ts';
import { busyboxUsage } from './tools/busybox-usage.ts';
import { strerror } from './tools/libc.ts';
import { OptionError, optionTable, type ParsedOptions, parseOptions } from './tools/options.ts';

const usage = `Usage: httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]
or httpd -d/-e/-m STRING`;

const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  png: 'image/png',
  txt: 'text/plain',
};

export const httpd: Program = async (process) => {
  let parsed: ParsedOptions;
  try {
    parsed = parseOptions(process.args, optionTable('f i v c= p= u= r= h='));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return busyboxUsage(process, 'glibc', 'httpd', usage, error);
  }
  const [, address, port = '80'] = /^(?:(.*):)?(\d+)$/.exec(parsed.last('p') ?? '80') ?? [];
  const home = resolvePath(process.cwd, parsed.last('h') ?? '.');
  if (!parsed.has('f')) {
    process.spawn(process.name, ['-f', ...process.args], { stdin: nothing, detachTty: true });
    return 0;
  }
  try {
    const listener = process.net.listen(Number(port), { owner: { name: 'httpd', pid: process.pid }, ...(address ? { address } : {}) });
    const server = serveHttp(listener, (request) => answer(process, parsed.has('v'), home, request), { signal: process.signal });
    await server.closed;
    process.signal.throwIfAborted();
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await process.stderr.write(`httpd: bind: ${strerror('glibc', error.code)}\n`);
    return 1;
  }
};

async function answer(process: Process, verbose: boolean, home: string, request: ServedRequest): Promise<Answer> {
  const { files, clock } = process;
  const url = decodeURIComponent(request.target.split('?')[0] as string);
  let path = resolvePath(home, `.${url}`);
  const kind = files.status(path)?.kind;
  const close = ['Connection', 'close'] as const;
  const date = ['Date', httpDate(clock.now())] as const;
  const say = async (status: number) => {
    if (verbose) await process.stderr.write(`[::ffff:${request.remote.address}]:${request.remote.port}: response:${status}\n`);
  };
  if (kind === 'directory' && !url.endsWith('/')) {
    await say(302);
    return { status: 302, headers: [date, close, ['Location', `${url}/`]], body: '' };
  }
  if (kind === 'directory') path = `${path === '/' ? '' : path}/index.html`;
  const status = files.status(path);
  if (status?.kind !== 'file' || !['GET', 'HEAD'].includes(request.method)) {
    const code = ['GET', 'HEAD'].includes(request.method) ? 404 : 501;
    await say(code);
    const text = code === 404 ? 'The requested URL was not found' : 'The requested method is not recognized';
    const title = `${code} ${reasonPhrase(code)}`;
    const body = `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${text}\n</BODY></HTML>\n`;
    return { status: code, headers: [date, close, ['Content-type', 'text/html']], body };
  }
  await say(200);
  const type = types[/\.([^./]+)$/.exec(path)?.[1] ?? ''] ?? 'application/octet-stream';
  const headers = [
    date,
    close,
    ['Content-type', type],
    ['Accept-Ranges', 'bytes'],
    ['Last-Modified', httpDate(status.modifiedMs)],
  ] as const;
  return { status: 200, headers, body: files.read(path) };
}
