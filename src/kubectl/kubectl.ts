// The program `kubectl`: finds the command that a line names, reads its flags, runs it, puts failures into words.
import type { Clock } from '../clock.ts';
import type { Process, Program } from '../shell/program.ts';
import { createClient } from './client.ts';
import type { Command, Invocation } from './command.ts';
import { type FoundCommand, findCommand, flagsOf } from './command-line.ts';
import { type ConfigFile, type DefaultContext, openConfig } from './config.ts';
import type { Connection } from './connection.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { describeFailure, Failure, Failures, failure } from './failure.ts';
import { Flags, type ParsedLine, parseFlags } from './flags.ts';
import { commandHelp, optionsHelp, rootHelp, unknownCommand } from './help.ts';
import { parseDurationMs } from './units.ts';

export interface KubectlOptions {
  /** The context that ~/.kube/config gets when there is none yet. */
  readonly context?: DefaultContext;
}

const defaultContext: DefaultContext = {
  name: 'kind-course',
  cluster: 'kind-course',
  user: 'kind-course',
  server: 'https://kubernetes.default.svc',
};

export function createKubectl(connection: Connection, options: KubectlOptions = {}): Program {
  const discovery = createDiscovery();
  return (process) => runKubectl(process, connection, discovery, options.context ?? defaultContext);
}

async function runKubectl(process: Process, connection: Connection, discovery: Discovery, context: DefaultContext): Promise<number> {
  const found = findCommand(process.args);
  const { command } = found;
  try {
    if (found.unknown === 'options') return await print(process, optionsHelp());
    if (!command && found.unknown !== undefined && !process.args.includes('--help')) throw unknownCommand(found.unknown);
    if (!command) return await print(process, rootHelp());
    const line = readLine(found, command);
    if (line.flags.bool('help')) return await print(process, commandHelp(found.path, command));
    if (!command.run) {
      if (found.unknown === undefined) throw new Failure(commandHelp(found.path, command).trimEnd());
      throw failure(`unknown command ${JSON.stringify(found.unknown)}\nSee '${found.path} -h' for help and examples`);
    }
    return await command.run(createInvocation(process, connection, discovery, context, found.path, line));
  } catch (error) {
    return report(process, error, command?.failureCode ?? 1);
  }
}

async function print(process: Process, text: string): Promise<0> {
  await process.stdout.write(text);
  return 0;
}

function readLine(found: FoundCommand, command: Command): ParsedLine {
  let line: ParsedLine;
  if (command.takesAnything && !found.rest.includes('--help'))
    return { flags: new Flags(flagsOf(command)), args: found.rest, dashAt: undefined };
  try {
    line = parseFlags(found.rest, flagsOf(command));
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`${error.message}\nSee '${found.path} --help' for usage.`);
    throw error;
  }
  const missing = (command.required ?? []).filter((name) => !line.flags.has(name));
  if (missing.length && !line.flags.bool('help'))
    throw failure(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set`);
  return line;
}

/** Writes what went wrong. A failure that is no failure of a command (a signal, a bug) goes on upwards. */
async function report(process: Process, error: unknown, failureCode: number): Promise<number> {
  const all = error instanceof Failures ? error.all : [error];
  let code = failureCode;
  for (const each of all) {
    const text = describeFailure(each, all.length > 1);
    if (text === undefined || process.signal.aborted) throw each;
    if (each instanceof Failure) code = Math.max(code, each.exitCode);
    if (text) await process.stderr.write(`${text}\n`);
  }
  return code;
}

function createInvocation(
  process: Process,
  connection: Connection,
  discovery: Discovery,
  context: DefaultContext,
  path: string,
  { flags, args, dashAt }: ParsedLine,
): Invocation {
  const config = openConfig(process, flags.string('kubeconfig'), context);
  const chosen = chooseContext(config, flags);
  const out = (text: string) => process.stdout.write(text);
  const err = (text: string) => process.stderr.write(text);
  const server = flags.string('server') || chosen?.server || 'localhost:8080';
  // Without a context there is nowhere to go, as with the real one.
  const way: Connection = chosen?.server || flags.has('server') ? connection : nowhere;
  return {
    process,
    flags,
    args,
    dashAt,
    path,
    discovery,
    config,
    client: createClient(way, {
      signal: process.signal,
      headers: headersOf(flags),
      server,
      onWarning: (text) => err(`Warning: ${text}\n`),
      ...timeoutOf(flags, process.clock),
    }),
    namespace: flags.string('namespace') || chosen?.namespace || 'default',
    namespaceGiven: flags.has('namespace'),
    out,
    err,
  };
}

const nowhere: Connection = {
  fetch: async () => {
    throw new TypeError('no server');
  },
  upgrade: async () => {
    throw new TypeError('no server');
  },
};

function timeoutOf(flags: Flags, clock: Clock): { timeout?: { clock: Clock; ms: number } } {
  const text = flags.string('request-timeout');
  const timeoutMs = /^\d+$/.test(text) ? Number(text) * 1000 : parseDurationMs(text);
  if (timeoutMs === undefined)
    throw failure(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  return timeoutMs > 0 ? { timeout: { clock, ms: timeoutMs } } : {};
}

function headersOf(flags: Flags): Record<string, string> {
  return {
    ...(flags.has('as') ? { 'impersonate-user': flags.string('as') } : {}),
    ...(flags.has('as-group') ? { 'impersonate-group': flags.list('as-group').join(',') } : {}),
    ...(flags.has('as-uid') ? { 'impersonate-uid': flags.string('as-uid') } : {}),
    ...(flags.has('token') ? { authorization: `Bearer ${flags.string('token')}` } : {}),
  };
}

function chooseContext({ config }: ConfigFile, flags: Flags): { server?: string; namespace?: string } | undefined {
  const name = flags.string('context') || config['current-context'];
  const found = config.contexts?.find((each) => each.name === name);
  if (!found) {
    if (flags.has('context')) throw new Failure(`Error in configuration: context was not found for specified context: ${name}`);
    return undefined;
  }
  const clusterName = flags.string('cluster') || found.context?.cluster;
  const cluster = config.clusters?.find((each) => each.name === clusterName);
  if (!cluster && flags.has('cluster')) throw failure(`cluster ${JSON.stringify(clusterName)} does not exist`);
  return {
    ...(cluster?.cluster?.server ? { server: cluster.cluster.server } : {}),
    ...(found.context?.namespace ? { namespace: found.context.namespace } : {}),
  };
}
