// Whether a lab that ran when the learner left can come back without being asked for.
import { offeredPlaces, type Place } from './places.ts';
import { forgetRunning, whereRunning } from './running.ts';
import { createIndexedDbStore } from './session-store.ts';

/** Undefined when it does not run, or nothing is left of it. */
export async function findRunning(labId: string): Promise<Place | undefined> {
  const place = whereRunning(labId);
  if (place === undefined) return undefined;
  if (place === 'server') return (await offeredPlaces()).includes('server') ? place : undefined;
  try {
    if ((await createIndexedDbStore().list()).includes(labId)) return place;
    forgetRunning(labId);
  } catch (error) {
    console.warn('podkova: what is kept cannot be read', error);
  }
  return undefined;
}
