// curl's options (curl 8.14, docs/cmdline-opts), as far as they have a meaning here.
import { OptionError, optionTable, parseOptions } from '../options.ts';

export const CURL_VERSION = '8.14.1';

const known = optionTable(`
  s,silent S,show-error v,verbose i,show-headers i,include I,head o,output= O,remote-name w,write-out= m,max-time= ,connect-timeout=
  H,header= X,request= d,data= ,data-raw= ,data-binary= ,data-urlencode= ,data-ascii= ,json= L,location ,location-trusted ,max-redirs=
  k,insecure ,resolve= ,connect-to= f,fail ,fail-with-body ,retry= ,retry-delay= ,retry-max-time= ,retry-connrefused ,retry-all-errors
  4,ipv4 6,ipv6 A,user-agent= u,user= e,referer= b,cookie= G,get N,no-buffer ,http1.1 0,http1.0 g,globoff ,path-as-is ,url=
  D,dump-header= #,progress-bar ,no-progress-meter ,compressed ,noproxy= ,local-port= V,version h,help q,disable R,remote-time
  ,no-keepalive ,tcp-nodelay ,fail-early ,no-sessionid ,stderr= ,oauth2-bearer= ,tls-max= ,cacert= ,http2 ,limit-rate= ,create-dirs
`);

/** Options of the real curl that need something which this network does not have. */
const missing = new Set([
  'F,form',
  'T,upload-file',
  'x,proxy',
  'K,config',
  'c,cookie-jar',
  'E,cert',
  'C,continue-at',
  'r,range',
  'z,time-cond',
  'Z,parallel',
  ',interface',
  ',unix-socket',
  ',socks5',
  ',http3',
  ',key',
  ',cert',
  ',next',
  ',trace',
  ',trace-ascii',
  ',doh-url',
  ',dns-servers',
  ',haproxy-protocol',
]);

export interface CurlOptions {
  readonly urls: readonly string[];
  readonly silent: boolean;
  readonly showError: boolean;
  readonly verbose: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly outputs: readonly { readonly kind: 'file' | 'remote-name'; readonly path: string }[];
  readonly writeOut: string | undefined;
  readonly maxTimeMs: number | undefined;
  readonly connectTimeoutMs: number;
  readonly headers: readonly string[];
  readonly method: string | undefined;
  readonly data: readonly { readonly kind: string; readonly value: string }[];
  readonly get: boolean;
  readonly follow: boolean;
  readonly maxRedirects: number;
  readonly resolve: readonly string[];
  readonly connectTo: readonly string[];
  readonly fail: 'no' | 'silently' | 'with-body';
  readonly retry: { readonly times: number; readonly delayMs: number | undefined; readonly refused: boolean; readonly all: boolean };
  readonly onlyIpv6: boolean;
  readonly userAgent: string;
  readonly user: string | undefined;
  readonly bearer: string | undefined;
  readonly referer: string | undefined;
  readonly cookies: readonly string[];
  readonly http10: boolean;
  readonly glob: boolean;
  readonly dumpHeader: string | undefined;
  readonly meter: boolean;
  readonly localPort: number | undefined;
  readonly print: 'version' | 'help' | undefined;
}

/** A wrong command line, with the lines that curl prints for it; exit code 2. */
export class CurlUsage extends Error {
  override readonly name = 'CurlUsage';
}

const tryHelp = "curl: try 'curl --help' or 'curl --manual' for more information";

/** libcurl's limit for connecting when nobody sets one. */
const CONNECT_TIMEOUT_MS = 300_000;

export function parseCurl(args: readonly string[]): CurlOptions {
  const parsed = parse(args);
  const flag = (name: string) => parsed.has(name);
  const outputs = parsed.given
    .filter(({ name }) => name === 'output' || name === 'remote-name')
    .map(({ name, value }) => ({ kind: name === 'output' ? ('file' as const) : ('remote-name' as const), path: value }));
  const urls = [...parsed.all('url'), ...parsed.operands];
  const maxTimeMs = seconds(parsed.last('max-time'), '-m, --max-time');
  const print = flag('version') ? 'version' : flag('help') ? 'help' : undefined;
  if (urls.length === 0 && !print) throw new CurlUsage(`curl: (2) no URL specified\n${tryHelp}`);
  return {
    urls,
    outputs,
    maxTimeMs,
    print,
    silent: flag('silent'),
    showError: flag('show-error'),
    verbose: flag('verbose'),
    include: flag('show-headers') || flag('include'),
    head: flag('head'),
    writeOut: parsed.last('write-out'),
    connectTimeoutMs: seconds(parsed.last('connect-timeout'), '--connect-timeout') ?? CONNECT_TIMEOUT_MS,
    headers: [...parsed.all('header'), ...(flag('json') ? ['Content-Type: application/json', 'Accept: application/json'] : [])],
    method: parsed.last('request'),
    data: parsed.given.filter(({ name }) => name.startsWith('data') || name === 'json').map(({ name, value }) => ({ kind: name, value })),
    get: flag('get'),
    follow: flag('location') || flag('location-trusted'),
    maxRedirects: count(parsed.last('max-redirs'), '--max-redirs') ?? 50,
    resolve: parsed.all('resolve'),
    connectTo: parsed.all('connect-to'),
    fail: flag('fail-with-body') ? 'with-body' : flag('fail') ? 'silently' : 'no',
    retry: {
      times: count(parsed.last('retry'), '--retry') ?? 0,
      delayMs: seconds(parsed.last('retry-delay'), '--retry-delay'),
      refused: flag('retry-connrefused'),
      all: flag('retry-all-errors'),
    },
    onlyIpv6: flag('ipv6'),
    userAgent: parsed.last('user-agent') ?? `curl/${CURL_VERSION}`,
    user: parsed.last('user'),
    bearer: parsed.last('oauth2-bearer'),
    referer: parsed.last('referer'),
    cookies: parsed.all('cookie'),
    http10: flag('http1.0'),
    glob: !flag('globoff'),
    dumpHeader: parsed.last('dump-header'),
    meter: !flag('silent') && !flag('no-progress-meter'),
    localPort: count(parsed.last('local-port'), '--local-port'),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseOptions(args, known, { equals: false });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { kind, option } = error;
    if (kind === 'missing-value') throw new CurlUsage(`curl: option ${option}: requires parameter\n${tryHelp}`);
    const name = option.replace(/^--?/, '');
    const real = [...missing].some((row) => row.split(',').includes(name));
    if (real) throw new CurlUsage(`curl: option ${option}: this simulated curl does not have it\n${tryHelp}`);
    throw new CurlUsage(`curl: option ${option}: is unknown\n${tryHelp}`);
  }
}

function seconds(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d*)?$|^\.\d+$/.test(text)) throw new CurlUsage(`curl: option ${option}: expected a proper numerical parameter\n${tryHelp}`);
  const ms = Math.round(Number(text) * 1000);
  return ms === 0 ? undefined : ms;
}

function count(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw new CurlUsage(`curl: option ${option}: expected a proper numerical parameter\n${tryHelp}`);
  return Number(text) < 0 ? Number.POSITIVE_INFINITY : Number(text);
}
