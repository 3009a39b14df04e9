// What nginx makes of its directives: servers, locations, upstreams, variables.
import { ConfigError, type Directive } from './config.ts';
import { ignoredDirectives } from './directives.ts';

export interface ListenAddress {
  readonly address: string;
  readonly port: number;
  readonly isDefault: boolean;
}

export interface Scope {
  readonly root: string;
  readonly alias: string | undefined;
  readonly index: readonly string[];
  readonly defaultType: string;
  readonly types: ReadonlyMap<string, string>;
  readonly autoindex: boolean;
  readonly addHeaders: readonly { readonly name: string; readonly value: string; readonly always: boolean }[];
  readonly proxySetHeaders: readonly (readonly [string, string])[];
  readonly proxyConnectTimeoutMs: number;
  readonly proxyReadTimeoutMs: number;
  readonly accessLog: boolean;
  readonly serverTokens: boolean;
  readonly errorPages: readonly { readonly codes: readonly number[]; readonly status: number | undefined; readonly uri: string }[];
  readonly keepAlive: boolean;
}

export type Action =
  | { readonly kind: 'return'; readonly status: number; readonly text: string | undefined }
  | { readonly kind: 'proxy'; readonly target: string }
  | { readonly kind: 'try-files'; readonly candidates: readonly string[] }
  | { readonly kind: 'files' };

export interface Location {
  readonly match: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named';
  readonly pattern: string;
  readonly regex: RegExp | undefined;
  readonly scope: Scope;
  readonly actions: readonly Action[];
  readonly sets: readonly (readonly [string, string])[];
  readonly rewrites: readonly Rewrite[];
}

export interface Rewrite {
  readonly regex: RegExp;
  readonly replacement: string;
  readonly flag: string | undefined;
}

export interface Server {
  readonly listens: readonly ListenAddress[];
  readonly names: readonly string[];
  readonly locations: readonly Location[];
  /** What the server itself says, where no location does. */
  readonly fallback: Location;
  /** `return` and `set` of the server block come before any location. */
  readonly early: readonly Action[];
}

export interface UpstreamServer {
  readonly host: string;
  readonly port: number;
  readonly weight: number;
  readonly backup: boolean;
  readonly down: boolean;
}

export interface Http {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, readonly UpstreamServer[]>;
  readonly splits: ReadonlyMap<
    string,
    { readonly source: string; readonly shares: readonly { readonly percent: number | undefined; readonly value: string }[] }
  >;
  readonly maps: ReadonlyMap<string, { readonly source: string; readonly rules: readonly (readonly [string, string])[] }>;
  readonly logFormat: string | undefined;
}

const emptyScope: Scope = {
  root: '/etc/nginx/html',
  alias: undefined,
  index: ['index.html'],
  defaultType: 'text/plain',
  types: new Map([['html', 'text/html']]),
  autoindex: false,
  addHeaders: [],
  proxySetHeaders: [],
  proxyConnectTimeoutMs: 60_000,
  proxyReadTimeoutMs: 60_000,
  accessLog: true,
  serverTokens: true,
  errorPages: [],
  keepAlive: true,
};

/** Throws `ConfigError` with nginx's words. */
export function buildHttp(directives: readonly Directive[]): Http {
  const http = directives.find(({ name }) => name === 'http')?.block ?? [];
  for (const directive of directives) expect(directive, 'main');
  const scope = scopeOf(http, emptyScope);
  const upstreams = new Map<string, readonly UpstreamServer[]>();
  const splits = new Map<string, { source: string; shares: { percent: number | undefined; value: string }[] }>();
  const maps = new Map<string, { source: string; rules: (readonly [string, string])[] }>();
  const servers: Server[] = [];
  let logFormat: string | undefined;
  for (const directive of http) {
    const { name, args, block } = directive;
    expect(directive, 'http');
    if (name === 'server') servers.push(serverOf(block ?? [], scope));
    else if (name === 'upstream')
      upstreams.set(args[0] as string, (block ?? []).filter((inner) => inner.name === 'server').map(upstreamServer));
    else if (name === 'split_clients') {
      const shares = (block ?? []).map((row) => ({
        percent: row.name === '*' ? undefined : Number.parseFloat(row.name),
        value: row.args[0] ?? '',
      }));
      splits.set((args[1] as string).slice(1), { source: args[0] as string, shares });
    } else if (name === 'map') {
      const rules = (block ?? []).map((row) => [row.name, row.args[0] ?? ''] as const);
      maps.set((args[1] as string).slice(1), { source: args[0] as string, rules });
    } else if (name === 'log_format' && args[0] === 'main') logFormat = args.slice(1).join('');
  }
  return { servers, upstreams, splits, maps, logFormat };
}

const known: Readonly<Record<string, ReadonlySet<string>>> = {
  main: new Set(['http', 'events', 'user', 'worker_processes', 'error_log', 'pid']),
  http: new Set(['server', 'upstream', 'split_clients', 'map', 'log_format']),
  server: new Set(['listen', 'server_name', 'location', 'return', 'set', 'rewrite']),
  location: new Set(['return', 'proxy_pass', 'try_files', 'set', 'rewrite', 'alias', 'stub_status']),
};
const everywhere = new Set(
  'root index default_type types autoindex add_header proxy_set_header proxy_connect_timeout proxy_read_timeout access_log server_tokens error_page keepalive_timeout'.split(
    ' ',
  ),
);

function expect({ name, file, line }: Directive, context: 'main' | 'http' | 'server' | 'location'): void {
  if (known[context]?.has(name) || (context !== 'main' && everywhere.has(name)) || ignoredDirectives.has(name)) return;
  const elsewhere = Object.values(known).some((names) => names.has(name)) || everywhere.has(name);
  throw new ConfigError(
    elsewhere ? `"${name}" directive is not allowed here in ${file}:${line}` : `unknown directive "${name}" in ${file}:${line}`,
  );
}

function serverOf(block: readonly Directive[], outer: Scope): Server {
  const scope = scopeOf(block, outer);
  const listens: ListenAddress[] = [];
  const names: string[] = [];
  const locations: Location[] = [];
  for (const directive of block) {
    expect(directive, 'server');
    const { name, args } = directive;
    if (name === 'listen') listens.push(...listenOf(directive));
    else if (name === 'server_name') names.push(...args);
    else if (name === 'location') locations.push(locationOf(directive, scope));
  }
  const fallback: Location = {
    match: 'prefix',
    pattern: '/',
    regex: undefined,
    scope,
    actions: [{ kind: 'files' }],
    sets: [],
    rewrites: [],
  };
  const early = block.filter(({ name }) => name === 'return').map(returnOf);
  return {
    listens: listens.length > 0 ? listens : [{ address: '0.0.0.0', port: 80, isDefault: false }],
    names,
    locations,
    fallback,
    early,
  };
}

function listenOf({ args, file, line }: Directive): readonly ListenAddress[] {
  const [where = '', ...options] = args;
  // This world is IPv4: the socket for [::] exists on a real machine and nobody can reach it here.
  if (where.startsWith('[')) return [];
  const [, address, port] = /^(?:([^:]+):)?(\d+)$/.exec(where) ?? [];
  if (port === undefined && !/^[\d.]+$/.test(where))
    throw new ConfigError(`host not found in "${where}" of the "listen" directive in ${file}:${line}`);
  if (options.includes('ssl')) throw new ConfigError(`this simulator has no TLS: the parameter "ssl" in ${file}:${line}`);
  const bound = port === undefined ? where : address;
  return [
    {
      address: !bound || bound === '*' ? '0.0.0.0' : bound === 'localhost' ? '127.0.0.1' : bound,
      port: Number(port ?? 80),
      isDefault: options.includes('default_server'),
    },
  ];
}

function locationOf({ args, block = [], file, line }: Directive, outer: Scope): Location {
  const [first = '', second] = args;
  const sign = second === undefined ? undefined : first;
  const pattern = second ?? first;
  const match =
    sign === '='
      ? 'exact'
      : sign === '^~'
        ? 'prefix-final'
        : sign === '~' || sign === '~*'
          ? 'regex'
          : pattern.startsWith('@')
            ? 'named'
            : 'prefix';
  const actions: Action[] = [];
  for (const directive of block) {
    expect(directive, 'location');
    if (directive.name === 'return') actions.push(returnOf(directive));
    else if (directive.name === 'proxy_pass') actions.push({ kind: 'proxy', target: directive.args[0] ?? '' });
    else if (directive.name === 'try_files') actions.push({ kind: 'try-files', candidates: directive.args });
  }
  actions.push({ kind: 'files' });
  const order: Action['kind'][] = ['return', 'try-files', 'proxy', 'files'];
  actions.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return {
    match,
    pattern,
    regex: match === 'regex' ? regexOf(pattern, sign === '~*', `${file}:${line}`) : undefined,
    scope: scopeOf(block, outer),
    actions,
    sets: block.filter(({ name }) => name === 'set').map(({ args: [name = '', value = ''] }) => [name.slice(1), value] as const),
    rewrites: block
      .filter(({ name }) => name === 'rewrite')
      .map(({ args: [source = '', replacement = '', flag] }) => ({ regex: regexOf(source, false, `${file}:${line}`), replacement, flag })),
  };
}

function regexOf(source: string, ignoreCase: boolean, place: string): RegExp {
  try {
    return new RegExp(source.replace(/\(\?P?<(\w+)>/g, '(?<$1>'), ignoreCase ? 'i' : '');
  } catch (error) {
    throw new ConfigError(`pcre2_compile() failed: ${error instanceof Error ? error.message : error} in "${source}" in ${place}`);
  }
}

function returnOf({ args: [first = '', second], file, line }: Directive): Action {
  if (!/^\d{1,3}$/.test(first)) {
    if (second !== undefined) throw new ConfigError(`invalid return code "${first}" in ${file}:${line}`);
    return { kind: 'return', status: 302, text: first };
  }
  return { kind: 'return', status: Number(first), text: second };
}

function upstreamServer({ args: [where = '', ...options] }: Directive): UpstreamServer {
  const [, host = where, port] = /^([^:]+)(?::(\d+))?$/.exec(where) ?? [];
  const weight = options.find((option) => option.startsWith('weight='))?.slice('weight='.length);
  return {
    host,
    port: Number(port ?? 80),
    weight: Number(weight ?? 1),
    backup: options.includes('backup'),
    down: options.includes('down'),
  };
}

function scopeOf(block: readonly Directive[], outer: Scope): Scope {
  const last = (name: string) => block.findLast((directive) => directive.name === name)?.args;
  const all = (name: string) => block.filter((directive) => directive.name === name);
  const types = all('types').at(-1)?.block;
  const headers = all('add_header').map(({ args: [name = '', value = '', flag] }) => ({ name, value, always: flag === 'always' }));
  const proxied = all('proxy_set_header').map(({ args: [name = '', value = ''] }) => [name, value] as const);
  const pages = all('error_page').map(({ args }) => {
    const override = args.find((arg) => /^=\d*$/.test(arg));
    return {
      codes: args
        .slice(0, -1)
        .filter((arg) => /^\d+$/.test(arg))
        .map(Number),
      status: override === undefined || override === '=' ? undefined : Number(override.slice(1)),
      uri: args.at(-1) ?? '',
    };
  });
  return {
    root: last('root')?.[0] ?? outer.root,
    alias: last('alias')?.[0],
    index: last('index') ?? outer.index,
    defaultType: last('default_type')?.[0] ?? outer.defaultType,
    types: types ? new Map(types.flatMap(({ name, args }) => args.map((extension) => [extension, name] as const))) : outer.types,
    autoindex: (last('autoindex')?.[0] ?? (outer.autoindex ? 'on' : 'off')) === 'on',
    // Inherited only as a whole, as nginx has it.
    addHeaders: headers.length > 0 ? headers : outer.addHeaders,
    proxySetHeaders: proxied.length > 0 ? proxied : outer.proxySetHeaders,
    proxyConnectTimeoutMs: durationMs(last('proxy_connect_timeout')?.[0]) ?? outer.proxyConnectTimeoutMs,
    proxyReadTimeoutMs: durationMs(last('proxy_read_timeout')?.[0]) ?? outer.proxyReadTimeoutMs,
    accessLog: last('access_log') ? last('access_log')?.[0] !== 'off' : outer.accessLog,
    serverTokens: last('server_tokens') ? last('server_tokens')?.[0] !== 'off' : outer.serverTokens,
    errorPages: pages.length > 0 ? pages : outer.errorPages,
    keepAlive: last('keepalive_timeout') ? !/^0s?$/.test(last('keepalive_timeout')?.[0] ?? '') : outer.keepAlive,
  };
}

function durationMs(text: string | undefined): number | undefined {
  const [, amount, unit = 's'] = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] as number);
}
