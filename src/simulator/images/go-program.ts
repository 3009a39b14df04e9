// What Go's runtime adds to a program: as process 1, too, a signal that it does not handle ends it (runtime/signal_unix.go, dieFromSignal).
import { Killed, type Process, type Program, type SignalName } from '../../shell/index.ts';

const DEADLY: readonly SignalName[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];
/** When the signal's own action does not end it, as with process 1. */
const EXIT_CODE = 2;

export function goProgram(program: Program): Program {
  return async (process) => {
    const dying = new AbortController();
    const handled = new Map<SignalName, number>();
    const own: Process = Object.create(process, {
      signal: { value: AbortSignal.any([process.signal, dying.signal]) },
      onSignal: {
        value: (name: SignalName, handler: () => void) => {
          const undo = process.onSignal(name, handler);
          handled.set(name, (handled.get(name) ?? 0) + 1);
          let open = true;
          return () => {
            if (open) handled.set(name, (handled.get(name) ?? 0) - 1);
            open = false;
            undo();
          };
        },
      },
    });
    const died = new Promise<number>((resolve, reject) => {
      for (const name of DEADLY)
        process.onSignal(name, () => {
          if (handled.get(name)) return;
          if (process.pid === 1) resolve(EXIT_CODE);
          else reject(new Killed(name));
          dying.abort(new Killed(name));
        });
    });
    return Promise.race([died, program(own)]);
  };
}
