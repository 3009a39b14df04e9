// The browser's worker: the learner's simulated cluster, its session and its shells live here.
import { realClock } from '../clock.ts';
import { createSimDriver } from '../cluster/sim/index.ts';
import { createSession, exposeSession } from '../session/index.ts';
import { findLab } from './lab/sources.ts';

/** As an uncaught exception: on the console, and to the page as the worker's error. */
const onBug = (error: unknown) => reportError(error);
const session = createSession({ findLab, drivers: [createSimDriver({ clock: realClock, onBug })], clock: realClock });

/** The page sends a port; its session is answered there. */
self.addEventListener('message', ({ data }: MessageEvent<{ readonly port: MessagePort }>) => exposeSession(session, data.port));
