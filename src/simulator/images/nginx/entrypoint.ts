// /docker-entrypoint.sh of the nginx image: what it says before it hands over.
import { FileError, type FileSystem, type Program } from '../../../shell/index.ts';
import { nginxFiles } from './files.ts';

const folder = '/docker-entrypoint.d';

export const dockerEntrypoint: Program = async (process) => {
  const [command = 'nginx', ...args] = process.args;
  if (command === 'nginx' || command === 'nginx-debug') {
    const say = (line: string) => process.stdout.write(`/docker-entrypoint.sh: ${line}\n`);
    await say(`${folder}/ is not empty, will attempt to perform configuration`);
    await say(`Looking for shell scripts in ${folder}/`);
    await say(`Launching ${folder}/10-listen-on-ipv6-by-default.sh`);
    for (const line of enableIpv6(process.files)) await process.stdout.write(`10-listen-on-ipv6-by-default.sh: info: ${line}\n`);
    await say(`Sourcing ${folder}/15-local-resolvers.envsh`);
    await say(`Launching ${folder}/20-envsubst-on-templates.sh`);
    await say(`Launching ${folder}/30-tune-worker-processes.sh`);
    await say('Configuration complete; ready for start up');
  }
  const child = process.spawn(command, args);
  // exec: signals that reach this process are the program's.
  const undo = (['SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const).map((signal) =>
    process.onSignal(signal, () => child.kill(signal)),
  );
  process.signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  const code = await child.exited;
  for (const off of undo) off();
  return code;
};

const path = '/etc/nginx/conf.d/default.conf';

/** What 10-listen-on-ipv6-by-default.sh does, and the lines that it prints. */
function enableIpv6(files: FileSystem): readonly string[] {
  if (files.status(path)?.kind !== 'file') return [`${path} is not a file or does not exist`];
  const text = files.readText(path);
  try {
    files.write(path, text);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [`can not modify ${path} (read-only file system?)`];
  }
  if (text.includes('listen  [::]:80;')) return ['IPv6 listen already enabled'];
  const checking = `Getting the checksum of ${path}`;
  if (text !== nginxFiles[path]) return [checking, `${path} differs from the packaged version`];
  files.write(path, text.replace(/^(\s*)listen( +)80;$/m, '$1listen$280;\n$1listen  [::]:80;'));
  return [checking, `Enabled listen on IPv6 in ${path}`];
}
