// /etc/resolv.conf and /etc/hosts, as resolv.conf(5) and hosts(5) describe them.
import type { FileSystem } from '../../../shell/files.ts';

export interface ResolverConfiguration {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Per try. */
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly useTcp: boolean;
}

/** resolv.h: MAXNS; larger lists are cut. */
const MOST_SERVERS = 3;

export function parseResolvConf(text: string): ResolverConfiguration {
  const servers: string[] = [];
  let search: string[] = [];
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'nameserver' && words[0]) servers.push(words[0]);
    else if (keyword === 'search' || keyword === 'domain') search = words;
    else if (keyword === 'options') {
      for (const word of words) options.set(word.replace(/:.*/, ''), word.includes(':') ? word.replace(/^[^:]*:/, '') : '');
    }
  }
  const number = (name: string, fallback: number, most: number) => {
    const value = Number.parseInt(options.get(name) ?? '', 10);
    return Number.isNaN(value) ? fallback : Math.min(value, most);
  };
  return {
    servers: servers.length ? servers.slice(0, MOST_SERVERS) : ['127.0.0.1'],
    search: search.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== ''),
    ndots: number('ndots', 1, 15),
    timeoutMs: Math.max(1, number('timeout', 5, 30)) * 1000,
    attempts: Math.max(1, number('attempts', 2, 5)),
    useTcp: options.has('use-vc'),
  };
}

/** An absent file counts as an empty one, as the C library takes it. */
export function readResolvConf(files: FileSystem): ResolverConfiguration {
  return parseResolvConf(textOf(files, '/etc/resolv.conf'));
}

/** Addresses that /etc/hosts gives to `name`, in the file's order. */
export function addressesInHosts(files: FileSystem, name: string): readonly string[] {
  const wanted = name.replace(/\.$/, '').toLowerCase();
  const found: string[] = [];
  for (const line of textOf(files, '/etc/hosts').split('\n')) {
    const [address, ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (address && names.some((candidate) => candidate.toLowerCase() === wanted)) found.push(address);
  }
  return found;
}

function textOf(files: FileSystem, path: string): string {
  return files.status(path)?.kind === 'file' ? files.readText(path) : '';
}
