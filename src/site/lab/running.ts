// Which labs the learner has going, and where: they come back by themselves when their page does.
import * as z from 'zod/mini';
import type { Place } from './places.ts';

const KEY = 'podkova.running';
const running = z.record(z.string(), z.enum(['tab', 'server']));

export function whereRunning(labId: string): Place | undefined {
  return read()[labId];
}

export function rememberRunning(labId: string, place: Place): void {
  write({ ...read(), [labId]: place });
}

export function forgetRunning(labId: string): void {
  const { [labId]: _, ...rest } = read();
  write(rest);
}

function read(): Record<string, Place> {
  try {
    return running.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '{}')).data ?? {};
  } catch (error) {
    console.warn('podkova: storage cannot be read', error);
    return {};
  }
}

function write(next: Record<string, Place>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch (error) {
    // Storage that is full or forbidden: a click brings the lab back.
    console.warn('podkova: what runs is not kept', error);
  }
}
