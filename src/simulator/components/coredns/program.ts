// CoreDNS 1.12.1: reads its Corefile, serves it, reloads it, ends when asked.

import { NetworkError } from '../../../shell/network-namespace.ts';
import { Killed, type Process, type Program } from '../../../shell/program.ts';
import { type Api, configMaps } from '../../apiserver/index.ts';
import { CorefileError } from './corefile.ts';
import { createInstance, type Instance } from './instance.ts';
import { sha512 } from './sha512.ts';

export interface CoreDnsParts {
  readonly api: Api;
}

/** plugin/reload looks every 30 s, give or take 15 s. */
const RELOAD_INTERVAL_MS = 30_000;
const RELOAD_JITTER_MS = 15_000;
/** A changed ConfigMap is in the kubelet's volumes by then (sync period and cache: under two minutes). */
const RELOAD_WATCH_MS = 150_000;

export function createCoreDns({ api }: CoreDnsParts): Program {
  return async (process) => {
    const path = option(process.args, 'conf') ?? 'Corefile';
    if (process.files.status(path)?.kind !== 'file') {
      await process.stderr.write(`loading Caddyfile via flag: open ${path}: no such file or directory\n`);
      return 1;
    }
    return serve(process, api, path);
  };
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((word) => word === `-${name}` || word === `--${name}`);
  if (at >= 0) return args[at + 1];
  return args.find((word) => word.startsWith(`-${name}=`) || word.startsWith(`--${name}=`))?.replace(/^[^=]*=/, '');
}

async function serve(process: Process, api: Api, path: string): Promise<number> {
  const { clock } = process;
  let end: (code: number) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<number>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const print = (text: string) => {
    process.stdout.write(`${text}\n`).catch(fail);
  };
  const log = (level: string, text: string) => print(`[${level}] ${text}`);
  const fatal = (text: string) => {
    log('FATAL', text);
    end(1);
  };
  const load = (text: string) => createInstance({ process, api, path, text, log, fatal, onBug: fail });

  let text = process.files.readText(path);
  let instance: Instance;
  try {
    instance = load(text);
    instance.start();
  } catch (error) {
    if (!(error instanceof CorefileError) && !(error instanceof NetworkError)) throw error;
    await process.stderr.write(`${error instanceof NetworkError ? `Listen: ${listenFailure(error)}` : error.message}\n`);
    return 1;
  }
  for (const key of instance.keys) print(key);
  const sayHash = () => log('INFO', `plugin/reload: Running configuration SHA512 = ${sha512(text)}`);
  if (instance.reloads) sayHash();
  print('CoreDNS-1.12.1');
  print('linux/amd64, go1.24.1, 707c7c1');

  const reload = () => {
    const changed = process.files.status(path)?.kind === 'file' ? process.files.readText(path) : text;
    if (changed === text) return false;
    log('INFO', 'Reloading');
    try {
      const next = load(changed);
      instance.stop();
      next.start();
      instance = next;
      text = changed;
      sayHash();
      log('INFO', 'Reloading complete');
    } catch (error) {
      if (!(error instanceof CorefileError) && !(error instanceof NetworkError)) throw error;
      log('ERROR', `Restart failed: ${error.message}`);
      log('ERROR', `plugin/reload: Corefile changed but reload failed: ${error.message}`);
    }
    return true;
  };
  const stopWatching = watchCorefile(process, api, () => instance.reloads && reload());

  process.onSignal('SIGTERM', () => {
    log('INFO', 'SIGTERM: Shutting down servers then terminating');
    const { lameduckMs } = instance;
    if (lameduckMs > 0) log('INFO', `plugin/health: Going into lameduck mode for ${lameduckMs / 1000}s`);
    clock.after(lameduckMs, () => end(0));
  });
  process.onSignal('SIGINT', () => {
    log('INFO', 'SIGINT: Shutting down');
    end(0);
  });
  process.signal.addEventListener('abort', () => fail(process.signal.reason ?? new Killed('SIGKILL')), { once: true });
  try {
    return await ended;
  } finally {
    stopWatching();
    instance.stop();
  }
}

function listenFailure(error: NetworkError): string {
  return error.code === 'EADDRINUSE' ? 'listen tcp :53: bind: address already in use' : error.message;
}

/** Looks at the Corefile for a while whenever some ConfigMap has changed; asks nothing of anybody otherwise. */
function watchCorefile(process: Process, api: Api, look: () => boolean): () => void {
  const { clock } = process;
  const periodMs = RELOAD_INTERVAL_MS + ((process.pid * 7919 + process.hostname.length * 104_729) % RELOAD_JITTER_MS);
  const startedMs = clock.now();
  let untilMs = 0;
  let cancel: (() => void) | undefined;
  const arm = () => {
    const sinceStart = clock.now() - startedMs;
    cancel ??= clock.after(periodMs - (sinceStart % periodMs), () => {
      cancel = undefined;
      if (!look() && clock.now() < untilMs) arm();
    });
  };
  const stop = api.watch(configMaps, {}, ({ type }) => {
    if (type !== 'MODIFIED') return;
    untilMs = clock.now() + RELOAD_WATCH_MS;
    arm();
  });
  return () => {
    stop();
    cancel?.();
  };
}
