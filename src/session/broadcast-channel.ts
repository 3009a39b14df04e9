// A session's messages between two tabs of one browser, over a BroadcastChannel: one tab hosts the session, others use it.
import type { Transport } from '../terminal/index.ts';
import type { HostChannel, HostListener, PageChannel } from './channel.ts';
import { joinTransports } from './port-channel.ts';
import type { ToHost, ToPage } from './wire.ts';

type FromPage =
  | { readonly to: 'host'; readonly page: string; readonly type: 'message'; readonly message: ToHost }
  | { readonly to: 'host'; readonly page: string; readonly type: 'attach'; readonly screen: number; readonly terminalId: string }
  | { readonly to: 'host'; readonly page: string; readonly type: 'frame'; readonly screen: number; readonly frame: Uint8Array | string }
  | { readonly to: 'host'; readonly page: string; readonly type: 'closed'; readonly screen: number }
  | { readonly to: 'host'; readonly page: string; readonly type: 'left' };

type FromHost =
  | { readonly to: 'pages'; readonly type: 'here' }
  | { readonly to: string; readonly type: 'message'; readonly message: ToPage }
  | { readonly to: string; readonly type: 'frame'; readonly screen: number; readonly frame: Uint8Array | string }
  | { readonly to: string; readonly type: 'closed'; readonly screen: number };

export interface PageBroadcast extends PageChannel {
  /** Leaves the host. May be called twice. */
  close(): void;
}

/** `page` is a name that no other page has. */
export function pageBroadcast(channel: BroadcastChannel, page: string): PageBroadcast {
  let listener: (message: ToPage) => void = () => undefined;
  let reopened: () => void = () => undefined;
  const screens = createScreens();
  const post = (message: FromPage) => channel.postMessage(message);
  let open = true;

  channel.onmessage = ({ data }: MessageEvent<FromHost | FromPage>) => {
    if (data.to === 'pages') {
      // A host that has just begun knows nothing of this page.
      screens.closeAll();
      reopened();
    } else if (data.to !== page) return;
    else if (data.type === 'message') listener((data as Extract<FromHost, { type: 'message' }>).message);
    else if (data.type === 'frame') screens.frame(data.screen, data.frame);
    else if (data.type === 'closed') screens.close(data.screen);
  };
  return {
    send: (message) => {
      if (open) post({ to: 'host', page, type: 'message', message });
    },
    onMessage(next) {
      listener = next;
    },
    onReopen(next) {
      reopened = next;
    },
    attach(terminalId, end) {
      const screen = screens.nextId();
      if (open) post({ to: 'host', page, type: 'attach', screen, terminalId });
      const transport = screens.add(
        screen,
        (frame) => post({ to: 'host', page, type: 'frame', screen, frame }),
        () => post({ to: 'host', page, type: 'closed', screen }),
      );
      joinTransports(end, transport);
    },
    close() {
      if (!open) return;
      screens.closeAll();
      post({ to: 'host', page, type: 'left' });
      open = false;
      channel.close();
    },
  };
}

/** `onPage` hears of every page that comes. Until the returned function is called. */
export function hostBroadcast(channel: BroadcastChannel, onPage: (page: HostChannel) => void): () => void {
  const pages = new Map<string, HostedPage>();
  const post = (message: FromHost) => channel.postMessage(message);

  function known(page: string): HostedPage {
    const found = pages.get(page);
    if (found) return found;
    const screens = createScreens();
    const hosted: HostedPage = { screens, listener: undefined };
    pages.set(page, hosted);
    onPage({
      send: (message) => post({ to: page, type: 'message', message }),
      listen(listener) {
        hosted.listener = listener;
      },
      close() {
        screens.closeAll();
        pages.delete(page);
      },
    });
    return hosted;
  }

  channel.onmessage = ({ data }: MessageEvent<FromPage | FromHost>) => {
    if (data.to !== 'host' || !('page' in data)) return;
    if (data.type === 'left') {
      pages.get(data.page)?.listener?.closed();
      return;
    }
    const { screens, listener } = known(data.page);
    if (data.type === 'message') listener?.message(data.message);
    else if (data.type === 'frame') screens.frame(data.screen, data.frame);
    else if (data.type === 'closed') screens.close(data.screen);
    else {
      const { page, screen, terminalId } = data;
      const transport = screens.add(
        screen,
        (frame) => post({ to: page, type: 'frame', screen, frame }),
        () => post({ to: page, type: 'closed', screen }),
      );
      listener?.attach(terminalId, transport);
    }
  };
  post({ to: 'pages', type: 'here' });
  return () => {
    for (const { listener } of [...pages.values()]) listener?.closed();
    channel.close();
  };
}

interface HostedPage {
  readonly screens: Screens;
  listener: HostListener | undefined;
}

interface Screens {
  nextId(): number;
  /** The end here of a screen whose other end is in the other tab. */
  add(screen: number, send: (frame: Uint8Array | string) => void, tellClosed: () => void): Transport;
  frame(screen: number, frame: Uint8Array | string): void;
  /** The other end has closed. */
  close(screen: number): void;
  closeAll(): void;
}

function createScreens(): Screens {
  const open = new Map<number, { frame(frame: Uint8Array | string): void; end(): void }>();
  let lastId = 0;
  return {
    nextId: () => ++lastId,
    add(screen, send, tellClosed) {
      const frameListeners = new Set<(frame: Uint8Array | string) => void>();
      const closeListeners = new Set<() => void>();
      const end = () => {
        if (!open.delete(screen)) return;
        for (const listener of closeListeners) listener();
      };
      open.set(screen, {
        frame: (frame) => {
          for (const listener of frameListeners) listener(frame);
        },
        end,
      });
      return {
        send: (frame) => {
          if (open.has(screen)) send(frame);
        },
        onFrame(listener) {
          frameListeners.add(listener);
          return () => frameListeners.delete(listener);
        },
        onClose(listener) {
          closeListeners.add(listener);
          return () => closeListeners.delete(listener);
        },
        close() {
          if (!open.has(screen)) return;
          tellClosed();
          end();
        },
      };
    },
    frame: (screen, frame) => open.get(screen)?.frame(frame),
    close: (screen) => open.get(screen)?.end(),
    closeAll() {
      for (const { end } of [...open.values()]) end();
    },
  };
}
