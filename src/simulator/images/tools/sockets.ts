// ss (iproute2) and netstat (BusyBox): the sockets of the network namespace.
import type { Process, Program, SocketAddress, SocketInfo } from '../../../shell/index.ts';
import { OptionError, optionTable, type ParsedOptions, parseOptions } from './options.ts';
import { serviceName } from './services.ts';

const ssOptions = optionTable(`
  n,numeric l,listening a,all t,tcp u,udp x,unix p,processes 4,ipv4 6,ipv6 H,no-header i,info o,options e,extended m,memory s,summary h,help
  S,sctp w,raw r,resolve O,oneline V,version
`);

const isListening = ({ state }: SocketInfo) => state === 'LISTEN' || state === 'UNCONN';

function chosen(process: Process, parsed: ParsedOptions, filter: readonly string[] = []): readonly SocketInfo[] {
  const protocols = new Set<string>();
  if (parsed.has('tcp') || parsed.has('t')) protocols.add('TCP');
  if (parsed.has('udp') || parsed.has('u')) protocols.add('UDP');
  if (parsed.has('sctp')) protocols.add('SCTP');
  if (protocols.size === 0) for (const name of ['TCP', 'UDP', 'SCTP']) protocols.add(name);
  const all = parsed.has('all') || parsed.has('a');
  const listening = parsed.has('listening') || parsed.has('l');
  const order = ['UDP', 'TCP', 'SCTP'];
  return process.net
    .sockets()
    .filter((socket) => protocols.has(socket.protocol) && (all || isListening(socket) === listening) && matches(socket, filter))
    .toSorted((one, other) => order.indexOf(one.protocol) - order.indexOf(other.protocol));
}

/** The little of ss' filters that people type: `state established`, `sport = :80`, `dst 10.0.0.1`, `( … or … )`. */
function matches(socket: SocketInfo, filter: readonly string[]): boolean {
  if (filter.length === 0) return true;
  const text = filter.join(' ').replace(/[()]/g, ' ').trim();
  return text.split(/\s+or\s+/).some((clause) => clause.split(/\s+and\s+/).every((term) => matchesTerm(socket, term.trim())));
}

const states: Readonly<Record<string, readonly SocketInfo['state'][]>> = {
  established: ['ESTAB'],
  listening: ['LISTEN'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  connected: ['ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'LAST-ACK'],
};

function matchesTerm(socket: SocketInfo, term: string): boolean {
  const state = /^state (\S+)\s*(.*)$/.exec(term);
  if (state)
    return (states[state[1] as string] ?? []).includes(socket.state) && (state[2] === '' || matchesTerm(socket, state[2] as string));
  const [, end, value = ''] = /^(sport|dport|src|dst)\s*(?:=|==|eq)?\s*(\S+)$/.exec(term) ?? [];
  const side = end === 'sport' || end === 'src' ? socket.local : socket.remote;
  if (end === undefined || !side) return false;
  const [, address = '', port] = /^(.*?)(?::(\d+))?$/.exec(value) ?? [];
  return (port === undefined || side.port === Number(port)) && (address === '' || end.endsWith('port') || side.address === address);
}

export const ss: Program = async (process) => {
  let parsed: ParsedOptions;
  try {
    parsed = parseOptions(process.args, ssOptions);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const bare = error.option.replace(/^-+/, '');
    const fault = error.option.startsWith('--') ? `unrecognized option '${error.option}'` : `invalid option -- '${bare}'`;
    await process.stderr.write(`ss: ${fault}\nUsage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n`);
    return 255;
  }
  if (parsed.has('version')) {
    await process.stdout.write('ss utility, iproute2-6.11.0\n');
    return 0;
  }
  const hasState = parsed.operands.includes('state');
  const widened = hasState ? { ...parsed, has: (name: string) => name === 'all' || parsed.has(name) } : parsed;
  const sockets = chosen(process, widened, parsed.operands);
  const several = ['tcp', 'udp', 'sctp'].filter((name) => parsed.has(name)).length !== 1;
  const port = ({ port: number }: SocketAddress) =>
    number === 0 ? '*' : ((parsed.has('numeric') ? undefined : serviceName(number)) ?? `${number}`);
  const rows = sockets.map((socket) => ({
    left: [...(several ? [socket.protocol.toLowerCase()] : []), socket.state, '0', socket.state === 'LISTEN' ? '4096' : '0'],
    local: [`${socket.local.address}:`, port(socket.local)],
    remote: socket.remote ? [`${socket.remote.address}:`, port(socket.remote)] : ['0.0.0.0:', '*'],
    users: parsed.has('processes') && socket.program ? `users:(("${socket.program.name}",pid=${socket.program.pid},fd=3))` : '',
  }));
  const head = {
    left: [...(several ? ['Netid'] : []), 'State', 'Recv-Q', 'Send-Q'],
    local: ['Local Address:', 'Port'],
    remote: ['Peer Address:', 'Port'],
    users: 'Process',
  };
  const all = [head, ...rows];
  const width = (of: (row: (typeof all)[number]) => string) => Math.max(...all.map((row) => of(row).length));
  const leftWidths = head.left.map((_, index) => width(({ left }) => left[index] as string));
  const widths = [
    width(({ local }) => local[0] as string),
    width(({ local }) => local[1] as string),
    width(({ remote }) => remote[0] as string),
    width(({ remote }) => remote[1] as string),
    width(({ users }) => users),
  ] as const;
  const lines = all.map(({ left, local, remote, users }) => {
    const first = left.map((text, index) => text.padEnd(leftWidths[index] as number)).join(' ');
    return `${first} ${(local[0] as string).padStart(widths[0])}${(local[1] as string).padEnd(widths[1])} ${(remote[0] as string).padStart(widths[2])}${(remote[1] as string).padEnd(widths[3])} ${users.padEnd(widths[4])}\n`;
  });
  await process.stdout.write((parsed.has('no-header') ? lines.slice(1) : lines).join(''));
  return 0;
};

const netstatStates: Readonly<Record<SocketInfo['state'], string>> = {
  LISTEN: 'LISTEN',
  ESTAB: 'ESTABLISHED',
  'SYN-SENT': 'SYN_SENT',
  'SYN-RECV': 'SYN_RECV',
  'FIN-WAIT-1': 'FIN_WAIT1',
  'FIN-WAIT-2': 'FIN_WAIT2',
  'CLOSE-WAIT': 'CLOSE_WAIT',
  'LAST-ACK': 'LAST_ACK',
  UNCONN: '',
};

export const netstat: Program = async (process) => {
  let parsed: ParsedOptions;
  try {
    parsed = parseOptions(process.args, optionTable('l a n t u w x e W p r'));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    await process.stderr.write(`netstat: unrecognized option: ${error.option.replace(/^-+/, '')}\nUsage: netstat [-ral] [-tuwx] [-enWp]\n`);
    return 1;
  }
  if (parsed.has('r')) return routes(process);
  const wide = parsed.has('p');
  const scope = parsed.has('a') ? 'servers and established' : parsed.has('l') ? 'only servers' : 'w/o servers';
  let text = `Active Internet connections (${scope})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${wide ? 'PID/Program name    ' : ''}\n`;
  const order = ['TCP', 'UDP', 'SCTP'];
  for (const socket of chosen(process, parsed).toSorted((one, other) => order.indexOf(one.protocol) - order.indexOf(other.protocol))) {
    const show = ({ address, port }: SocketAddress) =>
      `${address}:${port === 0 ? '*' : ((parsed.has('n') ? undefined : serviceName(port)) ?? port)}`;
    const owner = socket.program ? `${socket.program.pid}/${socket.program.name}` : '-';
    const ends = `${show(socket.local).padEnd(23)} ${(socket.remote ? show(socket.remote) : '0.0.0.0:*').padEnd(23)}`;
    text += `${socket.protocol.toLowerCase().padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${ends} ${netstatStates[socket.state].padEnd(11)} ${wide ? owner : ''}\n`;
  }
  await process.stdout.write(text);
  return 0;
};

async function routes(process: Process): Promise<number> {
  let text = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n';
  for (const { destination, via, device } of process.net.routes()) {
    const [address = '', length = '32'] = destination === 'default' ? ['0.0.0.0', '0'] : destination.split('/');
    const mask = length === '0' ? 0 : (0xffffffff << (32 - Number(length))) >>> 0;
    const dotted = [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.');
    const flags = `U${via ? 'G' : ''}${length === '32' ? 'H' : ''}`;
    text += `${address.padEnd(15)} ${(via ?? '0.0.0.0').padEnd(15)} ${dotted.padEnd(15)} ${flags.padEnd(6)}    0 0          0 ${device}\n`;
  }
  await process.stdout.write(text);
  return 0;
}
