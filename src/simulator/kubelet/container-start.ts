// Starts one container: its image, its environment, its files, its first process, its probes
// (pkg/kubelet/kuberuntime/kuberuntime_container.go).
import { CommandNotFound, createMemoryFileSystem, FileError, type FileSystem, type MemoryFileSystem } from '../../shell/index.ts';
import type { Image } from '../images/index.ts';
import type { Container } from '../objects.ts';
import { createContainerLog } from './container-log.ts';
import { begin, type ContainerRecord, endOf, failStart, finish, wait } from './container-record.ts';
import { type ContainerRun, CREATE_FAILED, StartProblem, startRun } from './container-run.ts';
import { stopContainer } from './container-stop.ts';
import { ConfigProblem, commandLineOf, environmentOf } from './environment.ts';
import { ImageProblem } from './images.ts';
import { filesPart, findKeptRun, type KeptRun, logPart } from './kept-pod.ts';
import { hostnameOf, networkFiles } from './network-files.ts';
import { type PodContext, RELIST_MS } from './pod-context.ts';
import { type ProbeResults, startProber } from './prober.ts';
import type { PodVolumes } from './volumes.ts';

/** What the runtime takes to make and start a container. */
const START_MS = 50;
/** How soon a running container is looked at; PLEG takes up to a second. */
const SEEN_MS = 50;
/** The sync loop comes back so often to a pod that does not run as it should. */
const RESYNC_MS = 10_000;

/** Resolves when the container runs, or with the time after which to try again. */
export async function startContainer(context: PodContext, record: ContainerRecord): Promise<number | undefined> {
  const { clock, pod, isEnding, images, random } = context;
  let image: Image;
  try {
    image = await images.ensure(pod(), record.spec, record.events);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    wait(record, error.reason, error.message);
    return error.retryMs || RELIST_MS;
  }
  if (isEnding()) return undefined;
  await clock.sleep(START_MS);
  if (isEnding()) return undefined;
  const again = endOf(record) !== undefined;
  if (again) record.backoff.next(record.finishedMs);
  const id = `containerd://${random.uuid()}${random.uuid()}`.replaceAll('-', '');
  try {
    context.keeping.gone(filesPart(pod().metadata.uid, record.spec.name));
    const run = create(context, record, image, { id });
    if (again) record.restartCount++;
    started(context, record, run, image);
    // A container that ends at once is never seen running.
    await Promise.race([run.exited, clock.sleep(SEEN_MS)]);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigProblem) {
      wait(record, 'CreateContainerConfigError', error.message);
      record.events.record('Warning', 'Failed', `Error: ${error.message}`);
      return RESYNC_MS;
    }
    if (!(error instanceof StartProblem)) throw error;
    if (again) record.restartCount++;
    failStart(record, id, error.message, clock.now());
    record.imageId = imageIdOf(image);
    record.events.record('Warning', 'Failed', `Error: ${error.message}: unknown`);
    return RELIST_MS;
  }
}

/** What a server has said until then, it has said before: milliseconds from its start. */
export const SILENT_START_MS = 200;

/** Starts the program of a container again if it ran when its host went: to everybody else, it has run all the time. */
export function resumeContainer(context: PodContext, record: ContainerRecord): void {
  const { clock, images, keeping, pod, wake } = context;
  const kept = findKeptRun(keeping, pod().metadata.uid, record.spec.name);
  if (!kept) return;
  const image = images.find(record.spec.image);
  try {
    if (!image) throw new StartProblem(`there is no image ${record.spec.image}`);
    const run = create(context, record, image, kept, kept.env);
    record.run = run;
    record.log = run.log;
    watchOver(context, record, run, kept.probes);
  } catch (error) {
    if (!(error instanceof StartProblem) && !(error instanceof ConfigProblem)) throw error;
    finish(record, 128, clock.now());
    wake();
  }
}

type RunStart = Pick<KeptRun, 'id'> & Partial<KeptRun>;

function create(
  context: PodContext,
  record: ContainerRecord,
  image: Image,
  { id, startedMs }: RunStart,
  keptEnv?: Readonly<Record<string, string>>,
): ContainerRun {
  const { api, clock, pod, nodeName, nodeIp, sandbox, volumes, onBug, keeping } = context;
  const { spec } = record;
  const { uid } = pod().metadata;
  const hostname = hostnameOf(pod(), nodeName);
  const addresses = { podAddress: sandbox.address, hostAddress: nodeIp };
  const env = keptEnv ?? environmentOf({ api, pod: pod(), container: spec, image, addresses, hostname });
  const names = networkFiles({ ...context, pod: pod(), podAddress: sandbox.address });
  const part = filesPart(uid, spec.name);
  const base: MemoryFileSystem = createMemoryFileSystem(
    clock,
    { ...image.files, ...names },
    { changes: keptEnv && keeping.find(part), onChange: () => keeping.changed(part, () => base.changes()) },
  );
  const cwd = spec.workingDir ?? image.workingDir ?? '/';
  if (!base.status(cwd)) base.makeFolder(cwd, { parents: true });
  const files = mount(volumes, base, spec);
  const commandLine = commandLineOf(spec, image, env);
  if (!keptEnv) record.events.record('Normal', 'Created', `Created container: ${spec.name}`);
  const user = userOf(context, record, image);
  const log = createContainerLog(clock, { parts: keeping, name: logPart(uid, spec.name, id) });
  if (keptEnv) clock.after(SILENT_START_MS, log.mute());
  return startRun({ id, startedMs, clock, image, files, log, net: sandbox.net, hostname, commandLine, env, cwd, user, spec, onBug });
}

/** A mount that cannot be, such as below a file, is the runtime's refusal. */
function mount(volumes: PodVolumes, base: FileSystem, spec: Container): FileSystem {
  try {
    return volumes.mountInto(base, spec);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new StartProblem(
      `${CREATE_FAILED}: error during container init: error mounting to rootfs at ${JSON.stringify(error.path)}: not a directory`,
    );
  }
}

function userOf({ pod }: PodContext, { spec }: ContainerRecord, image: Image): { name: string; uid: number } {
  const uid = spec.securityContext?.runAsUser ?? pod().spec.securityContext?.runAsUser;
  if (typeof uid === 'number') return uid === 0 ? { name: 'root', uid } : { name: String(uid), uid };
  return image.user ?? { name: 'root', uid: 0 };
}

function started(context: PodContext, record: ContainerRecord, run: ContainerRun, image: Image): void {
  const { spec, events } = record;
  begin(record, run);
  record.imageId = imageIdOf(image);
  events.record('Normal', 'Started', `Started container ${spec.name}`);
  watchOver(context, record, run);
  const postStart = spec.lifecycle?.postStart?.exec?.command;
  if (postStart) runPostStart(context, record, run, postStart);
}

/** Probes it, and notices its end. */
function watchOver(context: PodContext, record: ContainerRecord, run: ContainerRun, known?: ProbeResults): void {
  const { clock, wake, network, sandbox, pod, onBug } = context;
  const { spec, events } = record;
  record.prober = startProber({
    clock,
    host: network.host,
    podAddress: sandbox.address,
    container: spec,
    run,
    known,
    events,
    onChange: () => wake(),
    onFatal: (word) => {
      if (record.stopping || context.isEnding()) return;
      record.stopping = true;
      events.record('Normal', 'Killing', `Container ${spec.name} failed ${word} probe, will be restarted`);
      const probe = word === 'liveness' ? spec.livenessProbe : spec.startupProbe;
      const graceSeconds = probe?.terminationGracePeriodSeconds ?? pod().spec.terminationGracePeriodSeconds;
      stopContainer({ clock, record, graceSeconds }).stopped.catch(onBug);
    },
    onBug,
  });
  run.exited
    .then((code) => {
      finish(record, code, clock.now());
      // Seen at once while the pod ends, else when the runtime is looked at next.
      wake(context.isEnding() ? 0 : RELIST_MS);
    })
    .catch(onBug);
}

function runPostStart({ clock, pod, onBug }: PodContext, record: ContainerRecord, run: ContainerRun, command: readonly string[]): void {
  const fail = (why: string) => {
    record.events.record('Warning', 'FailedPostStartHook', `PostStartHook failed: ${why}`);
    stopContainer({ clock, record, graceSeconds: pod().spec.terminationGracePeriodSeconds }).stopped.catch(onBug);
  };
  try {
    const hook = run.machine.start(command, { env: run.env, cwd: run.cwd });
    hook.exited
      .then((code) => {
        if (code !== 0 && record.run === run) fail(`command '${command.join(' ')}' exited with ${code}`);
      })
      .catch(onBug);
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    fail(error.message);
  }
}

function imageIdOf({ repository, digest }: Image): string {
  return digest.includes('@') ? digest : `${repository}@${digest}`;
}
