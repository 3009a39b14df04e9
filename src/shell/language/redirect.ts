// Redirections: which file, pipe or text stands behind a descriptor.
import type { Redirect, Redirection, WordPart } from 'unbash';
import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import type { Connection } from '../network-namespace.ts';
import { NetworkError } from '../network-namespace.ts';
import { resolvePath } from '../paths.ts';
import { inputOf, nothing } from '../pipe.ts';
import type { Input, Output } from '../program.ts';
import { ShellError } from './control.ts';
import { Descriptor, type DescriptorTable } from './descriptors.ts';
import { expandQuotedParts, expandText, expandWords } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';

/** Runs `body` with redirections that end with it. */
export async function withRedirects(shell: Interpreter, redirects: readonly Redirection[], body: () => Promise<number>): Promise<number> {
  if (redirects.length === 0) return body();
  const table = shell.descriptors.fork();
  const swap = () => {
    const saved = new Map<number, Descriptor | undefined>();
    for (let number = 0; number < 256; number++) {
      if (shell.descriptors.get(number) !== table.get(number)) saved.set(number, shell.descriptors.get(number)?.hold());
    }
    for (const number of saved.keys()) shell.descriptors.set(number, table.get(number)?.hold());
    return saved;
  };
  let saved: Map<number, Descriptor | undefined>;
  try {
    await openRedirects(shell, redirects, table);
    saved = swap();
  } finally {
    table.closeAll();
  }
  try {
    return await body();
  } finally {
    for (const [number, descriptor] of saved) shell.descriptors.set(number, descriptor);
  }
}

/** Carries out `redirects` on `table`, from left to right. Throws `ShellError` for the first that fails. */
export async function openRedirects(shell: Interpreter, redirects: readonly Redirection[], table: DescriptorTable): Promise<void> {
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') {
      const { delimiter, body } = redirect;
      const indented = redirect.operator === '<<-';
      const parts = indented && body.parts ? withoutTabs(body.parts) : body.parts;
      const plain = delimiter?.quoted || !parts;
      const text = plain ? (indented ? body.text.replace(/^\t+/gm, '') : body.text) : await expandQuotedParts(shell, parts);
      setText(shell, redirect.descriptor, text, table);
    } else if (redirect.type === 'HereString') {
      setText(shell, redirect.descriptor, `${await expandText(shell, redirect.target)}\n`, table);
    } else await openRedirect(shell, redirect, table);
  }
}

/** The body of `<<-`: tabs that begin a line are dropped, those that an expansion brings are not. */
function withoutTabs(parts: readonly WordPart[]): WordPart[] {
  return parts.map((part, at) => {
    if (part.type !== 'Literal') return part;
    const value = part.value.replace(at === 0 ? /^\t+/gm : /(?<=\n)\t+/g, '');
    return { ...part, value };
  });
}

function numberOf(shell: Interpreter, descriptor: Redirection['descriptor'], usual: number, table: DescriptorTable): number {
  if (descriptor?.type === 'FileDescriptor') return descriptor.value;
  if (descriptor?.type !== 'FileDescriptorVariable') return usual;
  const number = table.lowestFree(10);
  shell.variables.assign(descriptor.name, String(number));
  return number;
}

function setText(shell: Interpreter, descriptor: Redirection['descriptor'], text: string, table: DescriptorTable): void {
  table.set(numberOf(shell, descriptor, 0, table), new Descriptor({ input: inputOf(text) }, true));
}

async function openRedirect(shell: Interpreter, redirect: Redirect, table: DescriptorTable): Promise<void> {
  const { operator } = redirect;
  const both = operator === '&>' || operator === '&>>';
  const number = numberOf(shell, redirect.descriptor, operator.startsWith('<') ? 0 : 1, table);
  const words = redirect.target ? await expandWords(shell, [redirect.target]) : [];
  if (words.length !== 1) throw new ShellError(`${redirect.target?.text ?? ''}: ambiguous redirect`);
  const target = words[0] as string;
  if (operator === '>&' || operator === '<&') {
    if (target === '-') {
      table.set(number, undefined);
      return;
    }
    const moved = /^(\d+)(-?)$/.exec(target);
    if (moved) {
      const source = table.get(Number(moved[1]));
      if (!source) throw new ShellError(`${moved[1]}: Bad file descriptor`);
      table.set(number, source.hold());
      if (moved[2]) table.set(Number(moved[1]), undefined);
      return;
    }
    if (operator === '<&' || redirect.descriptor) throw new ShellError(`${target}: ambiguous redirect`);
  }
  const opened = await open(shell, operator, target, table);
  table.set(number, opened);
  if (both || operator === '>&') table.set(2, opened.hold());
}

async function open(shell: Interpreter, operator: Redirect['operator'], target: string, table: DescriptorTable): Promise<Descriptor> {
  if (target === '/dev/null') return new Descriptor({ input: nothing, output: nothing }, false);
  const standard =
    { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }[target] ?? Number(/^\/dev\/fd\/(\d+)$/.exec(target)?.[1] ?? Number.NaN);
  const same = table.get(standard);
  if (same) return same.hold();
  if (target === '/dev/tty') return openTerminal(shell);
  const socket = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(target);
  if (socket && shell.flavour === 'bash') return openSocket(shell, target, socket[1] as string, socket[2] as string, Number(socket[3]));
  const path = resolvePath(shell.cwd, target);
  const cannotOpen = shell.flavour === 'ash' ? (operator === '<' ? "can't open " : "can't create ") : '';
  if (target === '') throw new ShellError(`${target}: No such file or directory`);
  try {
    if (operator === '<') return new Descriptor({ input: inputOf(shell.files.read(path)) }, true);
    const status = shell.files.status(path);
    if (operator === '<>') {
      if (!status) shell.files.write(path, '');
      return new Descriptor({ input: inputOf(shell.files.read(path)), output: fileOutput(shell, path) }, true);
    }
    const append = operator === '>>' || operator === '&>>';
    if (operator === '>' && shell.options.noclobber && status?.kind === 'file')
      throw new ShellError(`${target}: cannot overwrite existing file`);
    shell.files.write(path, '', { append });
    return new Descriptor({ output: fileOutput(shell, path) }, true);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const reason = cannotOpen && error.code === 'ENOENT' && operator !== '<' ? 'nonexistent directory' : describeFileError(error);
    throw new ShellError(
      cannotOpen
        ? `${cannotOpen}${target}: ${cannotOpen && operator === '<' && error.code === 'ENOENT' ? 'no such file' : reason}`
        : `${target}: ${reason}`,
    );
  }
}

/** Writes at the end of a file, as an open descriptor does. */
export function fileOutput(shell: Pick<Interpreter, 'files'>, path: string): Output {
  return {
    async write(chunk) {
      shell.files.write(path, chunk, { append: true });
    },
    close: () => undefined,
  };
}

function openTerminal(shell: Interpreter): Descriptor {
  const tty = shell.process.tty;
  const output = [0, 1, 2].map((number) => shell.descriptors.get(number)?.output).find((one) => one?.terminal);
  if (!tty?.keys || !output) throw new ShellError('/dev/tty: No such device or address');
  return new Descriptor({ input: tty.keys, output }, false);
}

async function openSocket(shell: Interpreter, target: string, protocol: string, host: string, port: number): Promise<Descriptor> {
  const address = await shell.resolveHost(host);
  if (address === undefined) {
    await shell.complain(`${host}: Name or service not known`);
    throw new ShellError(`${target}: Invalid argument`);
  }
  try {
    if (protocol === 'udp') {
      const socket = shell.process.net.udp();
      const encoder = new TextEncoder();
      const output: Output = {
        write: async (chunk) => socket.send({ address, port }, typeof chunk === 'string' ? encoder.encode(chunk) : chunk),
        close: () => socket.close(),
      };
      const input: Input = { read: async (signal) => (await socket.receive(signal)).bytes, close: () => undefined };
      return new Descriptor({ input, output }, true);
    }
    return new Descriptor(streamsOf(await shell.process.net.connect(address, port, { signal: shell.signal })), true);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const reasons: Partial<Record<NetworkError['code'], string>> = {
      ECONNREFUSED: 'Connection refused',
      ETIMEDOUT: 'Connection timed out',
      EHOSTUNREACH: 'No route to host',
      ENETUNREACH: 'Network is unreachable',
    };
    const reason = reasons[error.code] ?? error.code;
    await shell.complain(`connect: ${reason}`);
    throw new ShellError(`${target}: ${reason}`);
  }
}

function streamsOf(connection: Connection): { input: Input; output: Output } {
  return {
    input: { read: (signal) => connection.read(signal), close: () => undefined },
    output: { write: (chunk) => connection.write(chunk), close: () => connection.end() },
  };
}
