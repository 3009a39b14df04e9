// The page's sessions: in this browser, or on the lab server. Made when a lab is started there.
import type { SessionHost } from '../../session/index.ts';
import type { Place } from './places.ts';
import { connectServer } from './server-link.ts';
import { openInTab } from './tab-session.ts';

export interface PageSession {
  readonly host: SessionHost;
  /** Rejects when the place cannot host it at all. */
  readonly failed: Promise<never>;
}

/** By place and lab. */
const sessions = new Map<string, PageSession>();

/** The same one for the same place and lab, for as long as it has not failed. */
export function openSession(place: Place, labId: string): PageSession {
  const key = `${place}/${labId}`;
  const known = sessions.get(key);
  if (known) return known;
  const { session, close } = place === 'tab' ? inTab(labId, () => sessions.delete(key)) : onServer(labId);
  sessions.set(key, session);
  const tellVisible = () => session.host.visible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', tellVisible);
  // Whoever starts a lab hears of it; a place that breaks later shows in the terminal.
  session.failed.catch(() => {
    sessions.delete(key);
    document.removeEventListener('visibilitychange', tellVisible);
    close();
  });
  return session;
}

function inTab(labId: string, onReleased: () => void): { session: PageSession; close: () => void } {
  return { session: openInTab(labId, onReleased), close: () => undefined };
}

function onServer(labId: string): { session: PageSession; close: () => void } {
  const { host, ready, close } = connectServer(labId);
  const failed = new Promise<never>((_, reject) => {
    ready.catch(reject);
  });
  return { session: { host, failed }, close };
}
