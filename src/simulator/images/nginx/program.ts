// The nginx binary: its options, its start, its signals.
import { type FileSystem, type Listener, NetworkError, nothing, type Process, type Program } from '../../../shell/index.ts';
import { type HttpServer, httpDate, serveHttp } from '../http/index.ts';
import { OptionError, optionTable, parseOptions } from '../tools/options.ts';
import { ConfigError, readConfig } from './config.ts';
import { buildHttp, type Http, type Server } from './model.ts';
import { resolveUpstreams, type Upstreams } from './proxy.ts';
import { handleNginx, type Site } from './serve.ts';
import { NGINX_VERSION } from './variables.ts';

const options = optionTable('t T q s= g= c= p= e= v V h ?');
const MAIN_CONFIG = '/etc/nginx/nginx.conf';

/** The master that runs on a machine's file system, for `nginx -s`. */
const masters = new WeakMap<FileSystem, (signal: string) => void>();

export const nginx: Program = async (process) => {
  const parsed = await parse(process);
  if (!parsed) return 1;
  if (parsed.has('v') || parsed.has('V')) {
    await process.stderr.write(`nginx version: nginx/${NGINX_VERSION}\n`);
    return 0;
  }
  if (parsed.has('h') || parsed.has('?')) {
    await process.stdout.write(
      `nginx version: nginx/${NGINX_VERSION}\nUsage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n             [-e filename] [-c filename] [-g directives]\n`,
    );
    return 0;
  }
  const config = parsed.last('c') ?? MAIN_CONFIG;
  const signal = parsed.last('s');
  if (signal !== undefined) return sendSignal(process, config, signal);
  if (parsed.has('t') || parsed.has('T')) return testConfig(process, config);
  return runsInForeground(process, config, parsed.last('g')) ? serve(process, config) : goToBackground(process, config);
};

function runsInForeground(process: Process, config: string, globals: string = ''): boolean {
  if (/(^|;|\s)daemon\s+off\s*;/.test(globals)) return true;
  const text = process.files.status(config)?.kind === 'file' ? process.files.readText(config) : '';
  return /^\s*daemon\s+off\s*;/m.test(text);
}

/** As the real one without `daemon off`: the master goes on behind the caller's back. */
async function goToBackground(process: Process, config: string): Promise<number> {
  try {
    await load(process, config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await process.stderr.write(`nginx: [emerg] ${error.message}\n`);
    return 1;
  }
  process.spawn(process.name, [...process.args, '-g', 'daemon off;'], { stdin: nothing, detachTty: true });
  return 0;
}

async function parse(process: Process) {
  try {
    return parseOptions(process.args, options);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    await process.stderr.write(`nginx: invalid option: "${error.option.replace(/^-+/, '')}"\n`);
    return undefined;
  }
}

interface Loaded {
  readonly http: Http;
  readonly upstreams: Upstreams;
}

async function load(process: Process, config: string): Promise<Loaded> {
  const http = buildHttp(readConfig(process.files, config));
  return { http, upstreams: await resolveUpstreams(process, http) };
}

async function testConfig(process: Process, config: string): Promise<number> {
  try {
    await load(process, config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await process.stderr.write(
      `${stamp(process)} [emerg] ${process.pid}#${process.pid}: ${error.message}\nnginx: configuration file ${config} test failed\n`,
    );
    return 1;
  }
  await process.stderr.write(
    `nginx: the configuration file ${config} syntax is ok\nnginx: configuration file ${config} test is successful\n`,
  );
  return 0;
}

async function sendSignal(process: Process, config: string, signal: string): Promise<number> {
  if (!['stop', 'quit', 'reopen', 'reload'].includes(signal)) {
    await process.stderr.write(`nginx: invalid option: "-s ${signal}"\n`);
    return 1;
  }
  try {
    await load(process, config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await process.stderr.write(`nginx: [emerg] ${error.message}\n`);
    return 1;
  }
  await process.stderr.write(`${stamp(process)} [notice] ${process.pid}#${process.pid}: signal process started\n`);
  const master = masters.get(process.files);
  if (!master) {
    await process.stderr.write('nginx: [error] invalid PID number "" in "/run/nginx.pid"\n');
    return 1;
  }
  master(signal);
  return 0;
}

/** `2026/11/21 03:33:13` */
function stamp(process: Process): string {
  return new Date(process.clock.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

interface Running {
  stop(): Promise<void>;
  abort(): void;
  readonly closed: Promise<unknown>;
}

async function serve(process: Process, config: string): Promise<number> {
  const pid = `${process.pid}#${process.pid}`;
  const log = (level: string, text: string) => process.stderr.write(`${stamp(process)} [${level}] ${pid}: ${text}\n`);
  let counter = 0;
  const start = async (): Promise<Running> => {
    const { http, upstreams } = await load(process, config);
    const site: Site = {
      process,
      http,
      upstreams,
      next: () => ++counter,
      access: (line) => process.stdout.write(line),
      error: (line) => log('error', line),
    };
    return listenAll(process, site);
  };
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await log('emerg', error.message);
    await process.stderr.write(`nginx: [emerg] ${error.message}\n`);
    return 1;
  }
  for (const line of [
    'using the "epoll" event method',
    `nginx/${NGINX_VERSION}`,
    'OS: Linux 6.6.0',
    'start worker processes',
    `start worker process ${process.pid + 29}`,
  ]) {
    await log('notice', line);
  }
  const wishes: string[] = [];
  let wake: () => void = () => undefined;
  const wish = (what: string) => {
    wishes.push(what);
    wake();
  };
  const undo = [
    process.onSignal('SIGTERM', () => wish('stop')),
    process.onSignal('SIGINT', () => wish('stop')),
    process.onSignal('SIGQUIT', () => wish('quit')),
    process.onSignal('SIGHUP', () => wish('reload')),
  ];
  masters.set(process.files, wish);
  const killed = new Promise<never>((_, reject) =>
    process.signal.addEventListener('abort', () => reject(process.signal.reason), { once: true }),
  );
  try {
    for (;;) {
      const next = wishes.shift();
      if (next === undefined) {
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          killed,
          running.closed.then(() => new Promise<never>(() => undefined)),
        ]);
        continue;
      }
      if (next === 'stop' || next === 'quit') {
        await log(
          'notice',
          `signal ${next === 'stop' ? '15 (SIGTERM)' : '3 (SIGQUIT)'} received, ${next === 'stop' ? 'exiting' : 'shutting down'}`,
        );
        if (next === 'stop') running.abort();
        else await Promise.race([running.stop(), killed]);
        await log('notice', 'exit');
        return 0;
      }
      if (next === 'reload') {
        await log('notice', 'signal 1 (SIGHUP) received, reconfiguring');
        await log('notice', 'reconfiguring');
        const old = running;
        try {
          await load(process, config);
          void old.stop();
          running = await start();
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          await log('emerg', error.message);
        }
      }
    }
  } finally {
    for (const off of undo) off();
    masters.delete(process.files);
    running.abort();
  }
}

/** One listener for each address and port that servers name. */
function listenAll(process: Process, site: Site): Running {
  const groups = new Map<string, { address: string; port: number; servers: Server[] }>();
  for (const server of site.http.servers) {
    for (const { address, port } of server.listens) {
      const key = `${address}:${port}`;
      const group = groups.get(key) ?? { address, port, servers: [] };
      groups.set(key, group);
      group.servers.push(server);
    }
  }
  const servers: HttpServer[] = [];
  for (const [key, { address, port, servers: listening }] of groups) {
    let listener: Listener;
    try {
      listener = process.net.listen(port, { owner: { name: 'nginx', pid: process.pid }, ...(address === '0.0.0.0' ? {} : { address }) });
    } catch (error) {
      for (const server of servers) server.abort();
      if (!(error instanceof NetworkError)) throw error;
      const why =
        error.code === 'EADDRINUSE'
          ? '98: Address in use'
          : error.code === 'EACCES'
            ? '13: Permission denied'
            : '99: Address not available';
      throw new ConfigError(`bind() to ${key} failed (${why})`);
    }
    const onMalformed = () => ({
      status: 400,
      headers: [
        ['Server', `nginx/${NGINX_VERSION}`],
        ['Date', httpDate(process.clock.now())],
        ['Content-Type', 'text/html'],
        ['Connection', 'close'],
      ] as const,
      body: '<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx/1.27.5</center>\r\n</body>\r\n</html>\r\n',
    });
    servers.push(serveHttp(listener, (request) => handleNginx(site, listening, request), { signal: process.signal, onMalformed }));
  }
  return {
    closed: Promise.all(servers.map(({ closed }) => closed)),
    async stop() {
      await Promise.all(servers.map((server) => server.shutdown()));
    },
    abort() {
      for (const server of servers) server.abort();
    },
  };
}
