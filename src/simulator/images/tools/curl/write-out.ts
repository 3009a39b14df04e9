// The variables of curl's --write-out.
import type { HttpHeaders } from '../../http/index.ts';

export interface TransferFacts {
  readonly url: string;
  readonly effectiveUrl: string;
  readonly scheme: string;
  readonly method: string;
  readonly status: number;
  readonly httpVersion: string;
  readonly headers: HttpHeaders | undefined;
  readonly redirectUrl: string;
  readonly redirects: number;
  readonly connections: number;
  readonly exitCode: number;
  readonly errorMessage: string;
  readonly fileName: string;
  readonly local: { readonly address: string; readonly port: number } | undefined;
  readonly remote: { readonly address: string; readonly port: number } | undefined;
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly requestBytes: number;
  readonly uploadBytes: number;
  /** Milliseconds since the transfer began; 0 for what never happened. */
  readonly times: {
    readonly name: number;
    readonly connect: number;
    readonly pretransfer: number;
    readonly first: number;
    readonly total: number;
    readonly redirect: number;
  };
}

/** The text to print, and warnings about variables that curl does not know. */
export function formatWriteOut(format: string, facts: TransferFacts): { readonly text: string; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const text = format.replace(/%\{([^}]*)\}|%header\{([^}]*)\}|%%|\\([nrt\\])/g, (whole, name, header, escaped) => {
    if (whole === '%%') return '%';
    if (escaped) return ({ n: '\n', r: '\r', t: '\t', '\\': '\\' } as Record<string, string>)[escaped as string] as string;
    if (header !== undefined) return facts.headers?.get(header) ?? '';
    const value = variables[name as string];
    if (value) return value(facts);
    warnings.push(`curl: unknown --write-out variable: '${name}'`);
    return '';
  });
  return { text, warnings };
}

const seconds = (ms: number) => (ms / 1000).toFixed(6);
const code = (facts: TransferFacts) => String(facts.status).padStart(3, '0');
const speed = (bytes: number, ms: number) => String(ms > 0 ? Math.floor((bytes * 1000) / ms) : bytes);

const variables: Readonly<Record<string, (facts: TransferFacts) => string>> = {
  content_type: ({ headers }) => headers?.get('Content-Type') ?? '',
  errormsg: ({ errorMessage }) => errorMessage,
  exitcode: ({ exitCode }) => String(exitCode),
  filename_effective: ({ fileName }) => fileName,
  header_json: ({ headers }) => JSON.stringify(headers?.toObject() ?? {}),
  http_code: code,
  http_connect: () => '000',
  http_version: ({ httpVersion }) => httpVersion,
  local_ip: ({ local }) => local?.address ?? '',
  local_port: ({ local }) => String(local?.port ?? 0),
  method: ({ method }) => method,
  num_connects: ({ connections }) => String(connections),
  num_headers: ({ headers }) => String([...(headers ?? [])].length),
  num_redirects: ({ redirects }) => String(redirects),
  redirect_url: ({ redirectUrl }) => redirectUrl,
  remote_ip: ({ remote }) => remote?.address ?? '',
  remote_port: ({ remote }) => String(remote?.port ?? 0),
  response_code: code,
  scheme: ({ scheme }) => scheme,
  size_download: ({ bodyBytes }) => String(bodyBytes),
  size_header: ({ headerBytes }) => String(headerBytes),
  size_request: ({ requestBytes }) => String(requestBytes),
  size_upload: ({ uploadBytes }) => String(uploadBytes),
  speed_download: ({ bodyBytes, times }) => speed(bodyBytes, times.total),
  speed_upload: ({ uploadBytes, times }) => speed(uploadBytes, times.total),
  ssl_verify_result: () => '0',
  time_appconnect: () => seconds(0),
  time_connect: ({ times }) => seconds(times.connect),
  time_namelookup: ({ times }) => seconds(times.name),
  time_pretransfer: ({ times }) => seconds(times.pretransfer),
  time_redirect: ({ times }) => seconds(times.redirect),
  time_starttransfer: ({ times }) => seconds(times.first),
  time_total: ({ times }) => seconds(times.total),
  url: ({ url }) => url,
  url_effective: ({ effectiveUrl }) => effectiveUrl,
};
