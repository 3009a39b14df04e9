// Log lines of Kubernetes components, as k8s.io/klog/v2 writes them.
import type { Process } from '../../shell/program.ts';

export type KlogValue = string | number | boolean | readonly string[];

export interface Klog {
  info(source: string, message: string, values?: Readonly<Record<string, KlogValue>>): Promise<void>;
  error(source: string, message: string, values?: Readonly<Record<string, KlogValue>>): Promise<void>;
}

/** `source` is the line of the upstream file that speaks, e.g. `server_linux.go:53`. Everything goes to stderr. */
export function createKlog(process: Process): Klog {
  const write = (level: 'I' | 'E', source: string, message: string, values: Readonly<Record<string, KlogValue>> = {}) => {
    const now = new Date(process.clock.now()).toISOString();
    const time = `${level}${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 23)}000`;
    const pairs = Object.entries(values).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
    return process.stderr.write(`${time} ${String(process.pid).padStart(7)} ${source}] ${JSON.stringify(message)}${pairs.join('')}\n`);
  };
  return {
    info: (source, message, values) => write('I', source, message, values),
    error: (source, message, values) => write('E', source, message, values),
  };
}
