// getent hosts, ahosts, ahostsv4: what the C library's resolver makes of a name (glibc nss/getent.c).
import type { Process, Program } from '../../../shell/index.ts';
import { query, readResolvConf } from '../../network/index.ts';
import { reverseName } from './dig/options.ts';
import { lookUp } from './resolve.ts';

/** getent(1): a key was not found. */
const NOT_FOUND = 2;

export const getent: Program = async (process) => {
  const [database, ...keys] = process.args;
  if (database === undefined) {
    await process.stderr.write("getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n");
    return 1;
  }
  if (database === 'hosts' && keys.length === 0) return printFile(process);
  if (!['hosts', 'ahosts', 'ahostsv4', 'ahostsv6'].includes(database)) {
    await process.stderr.write(`Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`);
    return 1;
  }
  let code = 0;
  for (const key of keys) {
    const text = database === 'hosts' ? await hosts(process, key) : await ahosts(process, key, database);
    if (text === undefined) code = NOT_FOUND;
    else await process.stdout.write(text);
  }
  return code;
};

async function hosts(process: Process, key: string): Promise<string | undefined> {
  if (/^\d+(\.\d+){3}$/.test(key)) return reverse(process, key);
  const found = await lookUp(process, key);
  // IPv6 first, as gethostbyname2 is asked in this order.
  const six = found.addresses.filter((address) => address.includes(':'));
  const addresses = six.length > 0 ? six : found.addresses;
  if (addresses.length === 0) return undefined;
  return addresses.map((address) => `${address.padEnd(15)} ${found.canonicalName ?? key}\n`).join('');
}

async function ahosts(process: Process, key: string, database: string): Promise<string | undefined> {
  const found = await lookUp(process, key, process.signal, database === 'ahostsv4' ? 4 : database === 'ahostsv6' ? 6 : undefined);
  if (found.addresses.length === 0) return undefined;
  let text = '';
  for (const [index, address] of found.addresses.entries()) {
    for (const kind of ['STREAM', 'DGRAM', 'RAW']) {
      const name = index === 0 && kind === 'STREAM' ? (found.canonicalName ?? key) : '';
      text += `${address.padEnd(15)} ${kind.padEnd(6)} ${name}
`;
    }
  }
  return text;
}

async function reverse(process: Process, address: string): Promise<string | undefined> {
  const own = hostsLines(process).find(([written]) => written === address);
  if (own) return `${address.padEnd(15)} ${own.slice(1).join(' ')}\n`;
  const { net, clock, signal } = process;
  const { servers, timeoutMs } = readResolvConf(process.files);
  try {
    const { message } = await query({
      net,
      clock,
      signal,
      server: servers[0] ?? '127.0.0.1',
      name: reverseName(address),
      type: 'PTR',
      timeoutMs,
    });
    const names = message.answers.filter(({ type }) => type === 'PTR').map(({ data }) => data.replace(/\.$/, ''));
    return names.length === 0 ? undefined : `${address.padEnd(15)} ${names.join(' ')}\n`;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function hostsLines(process: Process): readonly string[][] {
  const text = process.files.status('/etc/hosts') ? process.files.readText('/etc/hosts') : '';
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([first]) => first !== '');
}

async function printFile(process: Process): Promise<number> {
  for (const [address = '', ...names] of hostsLines(process)) await process.stdout.write(`${address.padEnd(15)} ${names.join(' ')}\n`);
  return 0;
}
