// BusyBox's telnet, as far as a server goes that negotiates nothing: lines to a port and back (networking/telnet.c).
import { NetworkError, type Program } from '../../../shell/index.ts';
import { strerror } from './libc.ts';
import { relay } from './nc/streams.ts';
import { lookUp } from './resolve.ts';
import { portNumber } from './services.ts';

const DEFAULT_PORT = 23;
const USAGE =
  'Usage: telnet [-a] [-l USER] HOST [PORT]\n\nConnect to telnet server\n\n\t-a\tAutomatic login with $USER variable\n\t-l USER\tAutomatic login as USER\n';

export const telnet: Program = async (process) => {
  const fail = async (text: string) => {
    await process.stderr.write(text);
    return 1;
  };
  const [host, word] = process.args.filter((arg) => arg !== '-a');
  if (host === undefined || host.startsWith('-')) return fail(USAGE);
  const port = word === undefined ? DEFAULT_PORT : portNumber(word);
  if (port === undefined) return fail(`telnet: bad port '${word}'\n`);
  const [address] = (await lookUp(process, host, process.signal, 4)).addresses;
  if (address === undefined) return fail(`telnet: bad address '${host}'\n`);
  try {
    const connection = await process.net.connect(address, port, { signal: process.signal });
    await process.stdout.write(`Connected to ${host}\n`);
    await relay(process, connection, { waitMs: undefined, endAtEof: true, quitMs: undefined });
    return fail('Connection closed by foreign host\n');
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return fail(`telnet: can't connect to remote host (${address}): ${strerror('musl', error.code)}\n`);
  }
};
