// The jobs of a shell: pipelines with a number, which can be stopped, continued and waited for.
import { signalNumbers } from '../machine.ts';
import type { ChildProcess, Input, Output, SignalName } from '../program.ts';

/** Holds a job's terminal streams while it is stopped. A job in the background that reads the terminal stops itself. */
export class Gate {
  foreground = true;
  readonly #onStop: (byInput: boolean) => void;
  #held: PromiseWithResolvers<void> | undefined;
  #interrupt = new AbortController();

  constructor(onStop: (byInput: boolean) => void) {
    this.#onStop = onStop;
  }

  stop(byInput = false): void {
    if (this.#held) return;
    this.#held = Promise.withResolvers();
    this.#interrupt.abort(new Error('stopped'));
    this.#onStop(byInput);
  }

  open(): void {
    this.#interrupt = new AbortController();
    this.#held?.resolve();
    this.#held = undefined;
  }

  input(inner: Input): Input {
    return {
      ...(inner.terminal ? { terminal: inner.terminal } : {}),
      close: () => inner.close(),
      read: async (signal) => {
        for (;;) {
          signal?.throwIfAborted();
          if (!this.foreground) this.stop(true);
          await settledOrAborted(this.#held?.promise, signal);
          const interrupt = this.#interrupt.signal;
          try {
            return await inner.read(signal ? AbortSignal.any([signal, interrupt]) : interrupt);
          } catch (error) {
            if (signal?.aborted || !interrupt.aborted) throw error;
          }
        }
      },
    };
  }

  output(inner: Output): Output {
    return {
      ...(inner.terminal ? { terminal: inner.terminal } : {}),
      close: () => inner.close(),
      write: async (chunk) => {
        await this.#held?.promise;
        await inner.write(chunk);
      },
    };
  }
}

/** Waits for `promise`; rejects with the signal's reason when it aborts first. */
export function settledOrAborted<T>(promise: Promise<T> | T, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    Promise.resolve(promise).then(
      (value) => {
        signal.removeEventListener('abort', stop);
        resolve(value);
      },
      (error) => {
        signal.removeEventListener('abort', stop);
        reject(error);
      },
    );
  });
}

export type JobState = 'Running' | 'Stopped' | 'Stopped (tty input)' | 'Done';

export class Job {
  /** Set when the job gets its number, that is when it goes to the background. */
  number = 0;
  readonly text: string;
  readonly children: readonly ChildProcess[];
  /** The exit codes of its stages. */
  readonly done: Promise<readonly number[]>;
  readonly gate: Gate | undefined;
  statuses: readonly number[] | undefined;
  state: JobState = 'Running';
  killedBy: SignalName | undefined;
  /** The shell has said that it stopped. */
  stopAnnounced = false;
  #stopped = Promise.withResolvers<void>();

  constructor(text: string, children: readonly ChildProcess[], gate?: Gate) {
    this.text = text;
    this.children = children;
    this.gate = gate;
    this.done = Promise.all(children.map((child) => child.exited)).then((statuses) => {
      this.statuses = statuses;
      this.state = 'Done';
      return statuses;
    });
  }

  /** Resolves when the job stops, anew after every `resume`. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  markStopped(byInput: boolean): void {
    this.state = byInput ? 'Stopped (tty input)' : 'Stopped';
    this.#stopped.resolve();
  }

  resume(foreground: boolean): void {
    if (!this.gate) return;
    this.state = 'Running';
    this.stopAnnounced = false;
    this.#stopped = Promise.withResolvers();
    this.gate.foreground = foreground;
    this.gate.open();
    this.signal('SIGCONT');
  }

  signal(name: SignalName): void {
    if (name !== 'SIGCONT') this.killedBy = name;
    for (const child of this.children) child.kill(name);
  }

  /** What `jobs` shows in its second column. */
  describe(): string {
    if (this.state !== 'Done') return this.state;
    const status = this.statuses?.at(-1) ?? 0;
    if (status === 0) return 'Done';
    const description = this.killedBy && status === 128 + signalNumbers[this.killedBy] ? signalDescriptions[this.killedBy] : undefined;
    return description ?? `Exit ${status}`;
  }

  line(mark: string, withPid = false): string {
    const pid = withPid ? `${this.children.at(-1)?.pid} ` : '';
    const text = this.state === 'Running' ? `${this.text} &` : this.text;
    return `[${this.number}]${mark}  ${pid}${this.describe().padEnd(24)}${text}`;
  }
}

export const signalDescriptions: Readonly<Partial<Record<SignalName, string>>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGTERM: 'Terminated',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
};

export class JobTable {
  readonly #jobs: Job[] = [];

  /** Gives the job its number; the job becomes the current one. */
  add(job: Job): void {
    if (this.#jobs.includes(job)) this.#jobs.splice(this.#jobs.indexOf(job), 1);
    if (!job.number) job.number = Math.max(0, ...this.#jobs.map((one) => one.number)) + 1;
    this.#jobs.push(job);
  }

  remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at >= 0) this.#jobs.splice(at, 1);
  }

  /** By number. */
  list(): readonly Job[] {
    return [...this.#jobs].sort((a, b) => a.number - b.number);
  }

  get current(): Job | undefined {
    return (
      this.#jobs.findLast((job) => job.state.startsWith('Stopped')) ??
      this.#jobs.findLast((job) => job.state === 'Running') ??
      this.#jobs.at(-1)
    );
  }

  mark(job: Job): string {
    if (job === this.current) return '+';
    return job === this.#jobs.findLast((other) => other !== this.current) ? '-' : ' ';
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name`, `%?text`, or a process id. */
  find(spec: string): Job | undefined {
    if (!spec.startsWith('%')) return this.#jobs.find((job) => job.children.some((child) => String(child.pid) === spec));
    const name = spec.slice(1);
    if (name === '' || name === '%' || name === '+') return this.current;
    if (name === '-') return this.#jobs.findLast((job) => job !== this.current) ?? this.current;
    if (/^\d+$/.test(name)) return this.#jobs.find((job) => job.number === Number(name));
    if (name.startsWith('?')) return this.#jobs.findLast((job) => job.text.includes(name.slice(1)));
    return this.#jobs.findLast((job) => job.text.startsWith(name));
  }

  /** Jobs that have finished or stopped since the user was told last. */
  unannounced(): readonly Job[] {
    return this.list().filter((job) => job.state === 'Done' || (job.state.startsWith('Stopped') && !job.stopAnnounced));
  }
}
