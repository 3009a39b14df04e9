// The agnhost binary: one program, many subcommands.
import type { Process, Program } from '../../../shell/index.ts';
import { goProgram } from '../go-program.ts';
import { connect, connectFlags } from './connect.ts';
import { FlagError, type FlagSpec, type Flags, parseFlags } from './flags.ts';
import { netexec, netexecFlags } from './netexec.ts';
import { pause, porter, porterFlags, printHosts, printResolver, serveHostname, serveHostnameFlags } from './small.ts';

/** Of the image that the labs use. */
const AGNHOST_VERSION = '2.56';

interface Subcommand {
  readonly use: string;
  readonly short: string;
  readonly operands: number;
  readonly flags: readonly FlagSpec[];
  run(process: Process, flags: Flags): Promise<number>;
}

const subcommands: readonly Subcommand[] = [
  {
    use: 'connect [host:port]',
    short: 'Attempts a TCP, UDP or SCTP connection and returns useful errors',
    operands: 1,
    flags: connectFlags,
    run: connect,
  },
  {
    use: 'dns-server-list',
    short: "Prints the host's DNS Server list",
    operands: 0,
    flags: [],
    run: (process) => printResolver(process, 'nameserver'),
  },
  {
    use: 'dns-suffix',
    short: "Prints the host's DNS suffix list",
    operands: 0,
    flags: [],
    run: (process) => printResolver(process, 'search'),
  },
  { use: 'etc-hosts', short: "Prints the host's /etc/hosts file", operands: 0, flags: [], run: printHosts },
  {
    use: 'netexec',
    short: 'Creates HTTP(S), UDP, and (optionally) SCTP servers with various endpoints',
    operands: 0,
    flags: netexecFlags,
    run: netexec,
  },
  { use: 'pause', short: 'Pauses the execution', operands: 0, flags: [], run: pause },
  { use: 'porter', short: 'Serves requested data on ports specified in ENV variables', operands: 0, flags: porterFlags, run: porter },
  { use: 'serve-hostname', short: 'Serves the hostname', operands: 0, flags: serveHostnameFlags, run: serveHostname },
];

const nameOfCommand = ({ use }: Subcommand) => use.split(' ')[0] as string;

/** Subcommands of the real binary that need what this world does not have. */
const missing = new Set(
  'audit-proxy crd-conversion-webhook entrypoint-tester fake-gitserver grpc-health-checking guestbook inclusterclient liveness logs-generator mounttest mtlsclient mtlsserver net nettest no-snat-test no-snat-test-proxy port-forward-tester resource-consumer-controller tcp-reset test-service-account-issuer-discovery test-webserver webhook'.split(
    ' ',
  ),
);

function rootUsage(): string {
  const list = subcommands.map((command) => `  ${nameOfCommand(command).padEnd(37)} ${command.short}\n`).join('');
  return `Usage:\n  app [command]\n\nAvailable Commands:\n${list}\nFlags:\n  -h, --help      help for app\n  -v, --version   version for app\n\nUse "app [command] --help" for more information about a command.\n`;
}

function usage(command: Subcommand): string {
  const rows = [
    ...command.flags.map(({ name, kind }) => `      --${name}${kind === 'bool' ? '' : ` ${kind}`}\n`),
    `  -h, --help   help for ${nameOfCommand(command)}\n`,
  ];
  return `Usage:\n  app ${command.use} [flags]\n\nFlags:\n${rows.join('')}`;
}

export const agnhost: Program = goProgram(async (process) => {
  const [name, ...args] = process.args;
  const fail = async (message: string, help: string) => {
    await process.stderr.write(`Error: ${message}\n${help}\n`);
    return 1;
  };
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await process.stdout.write(rootUsage());
    return 0;
  }
  if (name === '--version' || name === '-v') {
    await process.stdout.write(`app version ${AGNHOST_VERSION}\n`);
    return 0;
  }
  if (missing.has(name)) return fail(`the simulated agnhost does not have the command "${name}"`, "Run 'app --help' for usage.");
  const command = subcommands.find((candidate) => nameOfCommand(candidate) === name);
  if (!command)
    return fail(name.startsWith('-') ? `unknown flag: ${name}` : `unknown command "${name}" for "app"`, "Run 'app --help' for usage.");
  if (args.includes('--help') || args.includes('-h')) {
    await process.stdout.write(`${command.short}\n\n${usage(command)}`);
    return 0;
  }
  let flags: Flags;
  try {
    flags = parseFlags(args, command.flags);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    return fail(error.message, usage(command));
  }
  const count = flags.operands.length;
  if (command.operands === 1 && count !== 1) return fail(`accepts 1 arg(s), received ${count}`, usage(command));
  if (command.operands === 0 && count > 0) return fail(`accepts at most 0 arg(s), received ${count}`, usage(command));
  return command.run(process, flags);
});
