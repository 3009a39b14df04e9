// curl: its command line, its URLs one after the other, its exit code.
import type { Process, Program } from '../../../../shell/index.ts';
import { buildBody } from './body.ts';
import { CurlError } from './errors.ts';
import { getUrl, type Outcome, type Session } from './get.ts';
import { CURL_VERSION, type CurlOptions, CurlUsage, parseCurl } from './options.ts';
import { expandGlob } from './url.ts';

const version = `curl ${CURL_VERSION} (x86_64-alpine-linux-musl) libcurl/${CURL_VERSION}
Release-Date: 2025-06-04
Protocols: http https
Features: IPv6
`;

const help = `Usage: curl [options...] <url>
 -d, --data <data>           HTTP POST data
 -f, --fail                  Fail fast with no output on HTTP errors
 -h, --help <subject>        Get help for commands
 -o, --output <file>         Write to file instead of stdout
 -O, --remote-name           Write output to file named as remote file
 -i, --show-headers          Show response headers in output
 -s, --silent                Silent mode
 -u, --user <user:password>  Server user and password
 -A, --user-agent <name>     Send User-Agent <name> to server
 -v, --verbose               Make the operation more talkative
 -V, --version               Show version number and quit
`;

export const curl: Program = async (process) => {
  let options: CurlOptions;
  try {
    options = parseCurl(process.args);
  } catch (error) {
    if (!(error instanceof CurlUsage)) throw error;
    await process.stderr.write(`${error.message}\n`);
    return 2;
  }
  if (options.print) {
    await process.stdout.write(options.print === 'version' ? version : help);
    return 0;
  }
  const session: Session = { kept: undefined, connections: 0 };
  try {
    return await getAll(process, options, session);
  } finally {
    session.kept?.connection.end();
  }
};

async function getAll(process: Process, options: CurlOptions, session: Session): Promise<number> {
  let last = 0;
  let body: string | undefined;
  try {
    body = await buildBody(process, options);
    for (const [index, pattern] of options.urls.entries()) {
      for (const url of options.glob ? expandGlob(pattern) : [pattern]) {
        last = (await getWithRetries(process, options, session, url, index, body)).code;
      }
    }
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    await complain(process, options, error.code, error.message);
    return error.code;
  }
  return last;
}

async function complain(process: Process, options: CurlOptions, code: number, message: string): Promise<void> {
  if (!options.silent || options.showError) await process.stderr.write(`curl: (${code}) ${message}\n`);
}

/** HTTP answers that curl takes for passing trouble. */
const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** curl doubles its pauses from a second up to ten minutes. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 600_000;

async function getWithRetries(
  process: Process,
  options: CurlOptions,
  session: Session,
  url: string,
  index: number,
  body: string | undefined,
): Promise<Outcome> {
  let pauseMs = options.retry.delayMs ?? FIRST_RETRY_MS;
  for (let left = options.retry.times; ; left--) {
    const outcome = await getUrl(process, options, session, url, index, body);
    const trouble = left > 0 ? passingTrouble(options, outcome) : undefined;
    if (trouble === undefined) {
      if (outcome.code !== 0) await complain(process, options, outcome.code, outcome.message);
      return outcome;
    }
    if (!options.silent) {
      const pause = pauseMs % 1000 === 0 ? String(pauseMs / 1000) : (pauseMs / 1000).toFixed(3);
      const retries = left === 1 ? '1 retry' : `${left} retries`;
      await process.stderr.write(
        `Warning: Problem: ${trouble}. Will retry in ${pause} second${pauseMs > 1000 ? 's' : ''}. ${retries} left.\n`,
      );
    }
    await process.clock.sleep(pauseMs, process.signal);
    if (options.retry.delayMs === undefined) pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS);
  }
}

function passingTrouble(options: CurlOptions, outcome: Outcome): string | undefined {
  if (outcome.code === 28) return 'timeout';
  if (outcome.code === 6) return 'timeout';
  if (outcome.code === 7 && options.retry.refused) return 'connection refused';
  if ((outcome.code === 0 || outcome.code === 22) && transientStatuses.has(outcome.status)) return 'HTTP error';
  if (outcome.code !== 0 && options.retry.all) return '(retrying all errors)';
  return undefined;
}
