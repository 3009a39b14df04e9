// Where a lab can run: in this tab always, on the lab server where one stands behind the page. What was chosen is remembered.
import * as z from 'zod/mini';

export type Place = 'tab' | 'server';

const KEY = 'podkova.place';
const offer = z.object({ server: z.boolean() });

let asked: Promise<readonly Place[]> | undefined;

/** What /podkova.json tells; it is asked once. A page without it, or without a network, offers the tab. */
export function offeredPlaces(): Promise<readonly Place[]> {
  asked ??= askOffer();
  return asked;
}

export function rememberedPlace(offered: readonly Place[]): Place {
  const remembered = read();
  return offered.find((place) => place === remembered) ?? 'tab';
}

export function rememberPlace(place: Place): void {
  try {
    localStorage.setItem(KEY, place);
  } catch (error) {
    // Storage that is full or forbidden: the choice holds for this page.
    console.warn('podkova: the choice is not kept', error);
  }
}

async function askOffer(): Promise<readonly Place[]> {
  try {
    const response = await fetch(`${import.meta.env.BASE_URL.replace(/\/$/, '')}/podkova.json`);
    const { data } = response.ok ? offer.safeParse(await response.json()) : {};
    return data?.server ? ['tab', 'server'] : ['tab'];
  } catch (error) {
    console.warn('podkova: what is offered here could not be read', error);
    return ['tab'];
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch (error) {
    console.warn('podkova: storage cannot be read', error);
    return null;
  }
}
