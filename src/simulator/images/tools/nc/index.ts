// nc, OpenBSD's and BusyBox's: bytes between the standard streams and a socket.
import { type Connection, NetworkError, type Process, type Program } from '../../../../shell/index.ts';
import { busyboxUsage } from '../busybox-usage.ts';
import { createDeadline } from '../deadline.ts';
import { type Libc, resolveFault, strerror } from '../libc.ts';
import { OptionError, optionTable, type ParsedOptions, parseOptions } from '../options.ts';
import { lookUp } from '../resolve.ts';
import { portNumber, serviceName } from '../services.ts';
import { relay, runProgram } from './streams.ts';
import type { Style } from './style.ts';
import { dialUdp, listenUdp } from './udp.ts';

const openbsdOptions = optionTable('4 6 z v w= u l k p= n N q= d t r s= i= W=');
const busyboxOptions = optionTable('z v w= u l k p= n i= e= s= o= f=');

const openbsdUsage = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]`;

const busyboxText = `Usage: nc [OPTIONS] HOST PORT  - connect
nc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen

	-e PROG	Run PROG after connect (must be last)
	-l	Listen mode, for inbound connects
	-lk	With -e, provides persistent server
	-p PORT	Local port
	-s ADDR	Local address
	-w SEC	Timeout for connects and final net reads
	-i SEC	Delay interval for lines sent
	-n	Don't do DNS resolution
	-u	UDP mode
	-v	Verbose
	-z	Zero-I/O mode (scanning)`;

export function createNc(look: Style['look'], libc: Libc): Program {
  const style = { look, libc };
  return async (process) => {
    // BusyBox hands everything after -e to the program.
    const [args, program] = look === 'busybox' ? splitProgram(process.args) : [process.args, undefined];
    let parsed: ParsedOptions;
    try {
      parsed = parseOptions(args, look === 'openbsd' ? openbsdOptions : busyboxOptions);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      if (look === 'busybox') return busyboxUsage(process, libc, 'nc', busyboxText, error);
      await process.stderr.write(
        `nc: ${libc === 'musl' ? 'unrecognized option: ' : 'invalid option -- '}${error.option.replace(/^-+/, '')}\n${openbsdUsage}\n`,
      );
      return 1;
    }
    const { operands } = parsed;
    if (parsed.has('l')) {
      const port = portNumber(parsed.last('p') ?? operands.at(-1) ?? '');
      if (port === undefined) return usageFault(process, style);
      return parsed.has('u') ? listenUdp(process, parsed, style, port) : listenTcp(process, parsed, style, port, program);
    }
    const [host, ports] = operands;
    if (host === undefined || ports === undefined) return usageFault(process, style);
    const [, first = '', last = first] = /^([^-]+)(?:-(\d+))?$/.exec(ports) ?? [];
    const [from, to] = [portNumber(first), portNumber(last)];
    if (from === undefined || to === undefined) {
      await process.stderr.write(look === 'openbsd' ? `nc: port number invalid: ${ports}\n` : `nc: bad port '${ports}'\n`);
      return 1;
    }
    let code = 1;
    for (let port = from; port <= to; port++) if ((await dial(process, parsed, style, host, port, program)) === 0) code = 0;
    return code;
  };
}

function splitProgram(args: readonly string[]): readonly [readonly string[], readonly string[] | undefined] {
  const at = args.findIndex((arg) => /^-[a-z]*e$/.test(arg));
  if (at < 0) return [args, undefined];
  const before = (args[at] as string).slice(0, -1);
  return [[...args.slice(0, at), ...(before === '-' ? [] : [before])], args.slice(at + 1)];
}

async function usageFault(process: Process, style: Style): Promise<number> {
  if (style.look === 'busybox') return busyboxUsage(process, style.libc, 'nc', busyboxText);
  await process.stderr.write(`${openbsdUsage}\n`);
  return 1;
}

async function dial(
  process: Process,
  parsed: ParsedOptions,
  style: Style,
  host: string,
  port: number,
  program: readonly string[] | undefined,
): Promise<number> {
  const openbsd = style.look === 'openbsd';
  const found = await lookUp(process, host, process.signal, 4);
  const [address] = found.addresses;
  if (address === undefined) {
    const why = `getaddrinfo for host "${host}" port ${port}: ${resolveFault(style.libc, found.error ?? 'not-found')}`;
    await process.stderr.write(openbsd ? `nc: ${why}\n` : `nc: bad address '${host}'\n`);
    return 1;
  }
  const seconds = parsed.last('w');
  const waitMs = seconds === undefined ? undefined : Number(seconds) * 1000;
  const shown = address === host ? host : `${host} (${address})`;
  if (parsed.has('u')) return dialUdp(process, parsed, style, { address, port }, shown, waitMs);
  const limit = createDeadline(process.clock, waitMs, process.signal);
  let connection: Connection;
  try {
    const source = parsed.last('p');
    connection = await process.net.connect(address, port, { signal: limit.signal, ...(source ? { sourcePort: Number(source) } : {}) });
  } catch (error) {
    process.signal.throwIfAborted();
    const timedOut = limit.expired;
    if (!timedOut && !(error instanceof NetworkError)) throw error;
    const code = error instanceof NetworkError ? error.code : 'ETIMEDOUT';
    if (openbsd) {
      const why = timedOut ? 'timed out: Operation in progress' : `failed: ${strerror(style.libc, code)}`;
      if (parsed.has('v') || !parsed.has('z')) await process.stderr.write(`nc: connect to ${shown} port ${port} (tcp) ${why}\n`);
    } else await process.stderr.write(timedOut ? 'nc: timed out\n' : `nc: ${host} (${address}:${port}): ${strerror(style.libc, code)}\n`);
    return 1;
  } finally {
    limit.clear();
  }
  if (parsed.has('v')) {
    const service = serviceName(port) ?? '*';
    await process.stderr.write(
      openbsd ? `Connection to ${shown} ${port} port [tcp/${service}] succeeded!\n` : `${host} (${address}:${port}) open\n`,
    );
  }
  if (parsed.has('z')) {
    connection.end();
    return 0;
  }
  if (program) return runProgram(process, connection, program);
  return relay(process, connection, { waitMs, endAtEof: openbsd ? parsed.has('N') : true, quitMs: quitOf(parsed) });
}

function quitOf(parsed: ParsedOptions): number | undefined {
  const seconds = parsed.last('q');
  return seconds === undefined || Number(seconds) < 0 ? undefined : Number(seconds) * 1000;
}

async function listenTcp(
  process: Process,
  parsed: ParsedOptions,
  style: Style,
  port: number,
  program: readonly string[] | undefined,
): Promise<number> {
  const address = parsed.last('s');
  let listener: ReturnType<Process['net']['listen']>;
  try {
    listener = process.net.listen(port, { owner: { name: 'nc', pid: process.pid }, ...(address ? { address } : {}) });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = strerror(style.libc, error.code);
    await process.stderr.write(style.look === 'openbsd' ? `nc: ${why}\n` : `nc: bind: ${why}\n`);
    return 1;
  }
  try {
    const verbose = parsed.has('v');
    const where = listener.local.address;
    if (verbose)
      await process.stderr.write(style.look === 'openbsd' ? `Listening on ${where} ${port}\n` : `listening on [::]:${port} ...\n`);
    const children: Promise<number>[] = [];
    for (;;) {
      const connection = await listener.accept(process.signal);
      const { remote } = connection;
      if (verbose) {
        const text =
          style.look === 'openbsd'
            ? `Connection received on ${remote.address} ${remote.port}`
            : `connect to [::ffff:${connection.local.address}]:${port} from [::ffff:${remote.address}]:${remote.port} ([::ffff:${remote.address}]:${remote.port})`;
        await process.stderr.write(`${text}\n`);
      }
      const keep = parsed.has('k');
      if (!keep) listener.close();
      if (program && keep) children.push(runProgram(process, connection, program));
      else if (program) return await runProgram(process, connection, program);
      else {
        const code = await relay(process, connection, {
          waitMs: undefined,
          endAtEof: style.look === 'openbsd' ? parsed.has('N') : true,
          quitMs: quitOf(parsed),
        });
        if (!keep) return code;
      }
    }
  } finally {
    listener.close();
  }
}
