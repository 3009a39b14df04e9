// ip address, link, route, neighbour: what is there. Changing it takes rights that no container here has (iproute2 6.x).
import type { InterfaceInfo, Process, Program, RouteInfo } from '../../../shell/index.ts';

interface Look {
  readonly brief: boolean;
  readonly oneLine: boolean;
  readonly family: 4 | 6 | undefined;
}

const objects = ['address', 'link', 'route', 'neighbour', 'neighbor', 'rule', 'netns', 'help'] as const;

export const ip: Program = async (process) => {
  const words = [...process.args];
  let look: Look = { brief: false, oneLine: false, family: undefined };
  while (words[0]?.startsWith('-')) {
    const option = words.shift() as string;
    if (/^-{1,2}br(ief)?$/.test(option)) look = { ...look, brief: true };
    else if (/^-o(neline)?$/.test(option)) look = { ...look, oneLine: true };
    else if (option === '-4' || option === '-6') look = { ...look, family: option === '-4' ? 4 : 6 };
    else if (/^-{1,2}(c(olor)?(=.*)?|d(etails)?|s(tatistics)?|n(umeric)?)$/.test(option)) continue;
    else if (option === '-V' || option === '-Version') return print(process, 'ip utility, iproute2-6.11.0\n');
    else {
      await process.stderr.write(`Option "${option}" is unknown, try "ip -help".\n`);
      return 255;
    }
  }
  const [name, command, ...rest] = words;
  if (name === undefined || name === 'help') return usage(process);
  const object = objects.find((candidate) => candidate.startsWith(name));
  if (!object) {
    await process.stderr.write(`Object "${name}" is unknown, try "ip help".\n`);
    return 1;
  }
  const isShow = command === undefined || ['show', 'list', 'ls', 'sh', 's', 'l'].includes(command);
  if (isShow) return show(process, object, look, rest);
  if (object === 'route' && command === 'get') return routeGet(process, rest);
  const changes = ['add', 'del', 'delete', 'set', 'replace', 'change', 'flush', 'append', 'a', 'd'];
  if (changes.includes(command)) {
    await process.stderr.write('RTNETLINK answers: Operation not permitted\n');
    return 2;
  }
  // An interface's name alone: `ip addr eth0` is no command.
  await process.stderr.write(`Command "${command}" is unknown, try "ip ${object} help".\n`);
  return 255;
};

async function print(process: Process, text: string): Promise<number> {
  await process.stdout.write(text);
  return 0;
}

async function usage(process: Process): Promise<number> {
  await process.stderr.write(
    'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | route | rule }\n       OPTIONS := { -4 | -6 | -br[ief] | -o[neline] | -V[ersion] }\n',
  );
  return 255;
}

async function show(process: Process, object: (typeof objects)[number], look: Look, rest: readonly string[]): Promise<number> {
  const { net } = process;
  switch (object) {
    case 'address':
    case 'link': {
      const device = rest.filter((word) => word !== 'dev' && word !== 'up')[0];
      const interfaces = net.interfaces().filter(({ name }) => device === undefined || name === device);
      if (device !== undefined && interfaces.length === 0) {
        await process.stderr.write(`Device "${device}" does not exist.\n`);
        return 1;
      }
      const text = interfaces.map((info) =>
        look.brief ? brief(info, object, look) : look.oneLine && object === 'address' ? oneLine(info, look) : full(info, object, look),
      );
      return print(process, text.join(''));
    }
    case 'route': {
      const at = rest.indexOf('dev');
      const device = at >= 0 ? rest[at + 1] : undefined;
      const wanted = rest.find((word, index) => word !== 'dev' && rest[index - 1] !== 'dev');
      const shown =
        look.family === 6
          ? []
          : net.routes().filter((route) => (!device || route.device === device) && (!wanted || route.destination === wanted));
      return print(process, shown.map((route) => `${routeText(route)} \n`).join(''));
    }
    case 'rule':
      return print(process, '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n');
    default:
      return 0;
  }
}

const isLoopback = ({ name }: InterfaceInfo) => name === 'lo';
const titleOf = ({ name, peerIndex }: InterfaceInfo) => (peerIndex === undefined ? name : `${name}@if${peerIndex}`);
const stateOf = (info: InterfaceInfo) => (isLoopback(info) && info.up ? 'UNKNOWN' : info.up ? 'UP' : 'DOWN');
const flagsOf = (info: InterfaceInfo) =>
  isLoopback(info) ? `<LOOPBACK${info.up ? ',UP,LOWER_UP' : ''}>` : `<BROADCAST,MULTICAST${info.up ? ',UP,LOWER_UP' : ''}>`;
const familyOf = (address: string) => (address.includes(':') ? 6 : 4);
const shownAddresses = (info: InterfaceInfo, look: Look) =>
  info.addresses.filter((address) => look.family === undefined || familyOf(address) === look.family);

function brief(info: InterfaceInfo, object: string, look: Look): string {
  const head = `${titleOf(info).padEnd(16)} ${stateOf(info).padEnd(14)} `;
  if (object === 'link') return `${head}${info.mac.padEnd(17)} ${flagsOf(info)} \n`;
  return `${head}${shownAddresses(info, look)
    .map((address) => `${address} `)
    .join('')}\n`;
}

function addressText(info: InterfaceInfo, address: string): string {
  const [ip = '', length = '32'] = address.split('/');
  const scope = isLoopback(info) ? 'host' : 'global';
  const broadcast = isLoopback(info) || Number(length) >= 31 ? '' : ` brd ${broadcastOf(ip, Number(length))}`;
  return `inet${familyOf(address) === 6 ? '6' : ''} ${address}${broadcast} scope ${scope} ${info.name}`;
}

function broadcastOf(address: string, length: number): string {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const last = (number | (2 ** (32 - length) - 1)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join('.');
}

const lifetime = 'valid_lft forever preferred_lft forever';

function full(info: InterfaceInfo, object: string, look: Look): string {
  const addresses = shownAddresses(info, look);
  if (object === 'address' && look.family !== undefined && addresses.length === 0) return '';
  const loop = isLoopback(info);
  const queue = info.up ? 'noqueue' : 'noop';
  const mode = object === 'link' ? 'mode DEFAULT ' : '';
  const end = look.oneLine ? '\\' : '\n';
  let text = `${info.index}: ${titleOf(info)}: ${flagsOf(info)} mtu ${info.mtu} qdisc ${queue} state ${stateOf(info)} ${mode}group default qlen 1000${end}`;
  const hardware = loop
    ? 'link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
    : `link/ether ${info.mac} brd ff:ff:ff:ff:ff:ff${info.peerIndex === undefined ? '' : ' link-netnsid 0'}`;
  if (object === 'link' || look.family === undefined) text += `    ${hardware}\n`;
  if (object === 'address') for (const address of addresses) text += `    ${addressText(info, address)}\n       ${lifetime}\n`;
  return text;
}

function oneLine(info: InterfaceInfo, look: Look): string {
  return shownAddresses(info, look)
    .map((address) => `${info.index}: ${info.name}    ${addressText(info, address)}\\       ${lifetime}\n`)
    .join('');
}

function routeText({ destination, via, device, source, scope, protocol }: RouteInfo): string {
  const shown = destination.replace(/\/32$/, '');
  return [
    shown,
    via === undefined ? '' : `via ${via}`,
    `dev ${device}`,
    protocol === undefined || protocol === 'boot' ? '' : `proto ${protocol}`,
    scope === undefined || scope === 'global' ? '' : `scope ${scope}`,
    source === undefined ? '' : `src ${source}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

async function routeGet(process: Process, [target]: readonly string[]): Promise<number> {
  if (target === undefined || !/^\d{1,3}(\.\d{1,3}){3}$/.test(target)) {
    await process.stderr.write(`Error: any valid prefix is expected rather than "${target ?? ''}".\n`);
    return 1;
  }
  const own = process.net.interfaces().find(({ addresses }) => addresses.some((address) => address.split('/')[0] === target));
  if (own || target.startsWith('127.')) {
    return print(
      process,
      `local ${target} dev lo src ${target.startsWith('127.') ? '127.0.0.1' : target} uid ${process.user.uid} \n    cache <local> \n`,
    );
  }
  const route = process.net
    .routes()
    .filter(({ destination }) => covers(destination, target))
    .sort((one, other) => lengthOf(other.destination) - lengthOf(one.destination))[0];
  if (!route) {
    await process.stderr.write('RTNETLINK answers: Network unreachable\n');
    return 2;
  }
  const source =
    route.source ??
    process.net
      .interfaces()
      .find(({ name }) => name === route.device)
      ?.addresses[0]?.split('/')[0] ??
    '';
  return print(
    process,
    `${target} ${route.via ? `via ${route.via} ` : ''}dev ${route.device} src ${source} uid ${process.user.uid} \n    cache \n`,
  );
}

function lengthOf(destination: string): number {
  return destination === 'default' ? 0 : Number(destination.split('/')[1] ?? 32);
}

function covers(destination: string, address: string): boolean {
  if (destination === 'default') return true;
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - lengthOf(destination));
  return Math.floor(number(destination.split('/')[0] as string) / size) === Math.floor(number(address) / size);
}
