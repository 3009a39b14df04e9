// What every transport between a screen and a terminal promises. Takes the transport as a factory.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { createTerminalHost, type TerminalHost, type TerminalHostOptions, type Transport } from '../../src/terminal/index.ts';
import { type RecordingScreen, recordingScreen, type ScriptedTerminal, scriptedTerminal } from './doubles.ts';

export interface TransportPair {
  /** The screen's end. */
  readonly screen: Transport;
  /** The terminal's end; frames sent before anybody listens there are kept. */
  readonly host: Promise<Transport>;
}

const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5000, interval: 2 });

export function describeTransport(name: string, connectPair: () => TransportPair): void {
  describe(`a terminal over ${name}`, () => {
    const opened: ScriptedTerminal[] = [];
    const screens: RecordingScreen[] = [];
    const links: Transport[] = [];
    let host: TerminalHost | undefined;

    function terminal(options: Partial<TerminalHostOptions> = {}): ScriptedTerminal {
      const end = scriptedTerminal();
      host = createTerminalHost({
        open: async () => {
          const next = opened.length === 0 ? end : scriptedTerminal();
          opened.push(next);
          return next;
        },
        refusal: () => 'internal',
        ...options,
      });
      return end;
    }
    function screen(size?: { columns: number; rows: number }): RecordingScreen {
      const connect = () => {
        const pair = connectPair();
        links.push(pair.screen);
        void pair.host.then((end) => host?.attach(end));
        return pair.screen;
      };
      const made = recordingScreen(connect, realClock, size);
      screens.push(made);
      return made;
    }
    afterEach(() => {
      for (const made of screens.splice(0)) made.close();
      host?.close();
      opened.length = 0;
      links.length = 0;
    });

    it('shows what the terminal writes and hands on what is typed', async () => {
      const end = terminal();
      const seen = screen();
      end.say('привет\r\n$ ');
      await until(() => seen.text === 'привет\r\n$ ');
      seen.type('kubectl get svc\r');
      await until(() => end.typed === 'kubectl get svc\r');
    });

    it('loses nothing and repeats nothing over a hundred cuts', async () => {
      const end = terminal();
      const seen = screen();
      let said = '';
      for (let i = 0; i < 100; i++) {
        const line = `line ${i} ${'x'.repeat((i * 37) % 900)}\r\n`;
        said += line;
        end.say(line);
        if (i % 3 === 0) await until(() => seen.text.length > 0);
        links.at(-1)?.close();
        await until(() => seen.state?.kind === 'typing');
      }
      await until(() => seen.text.length >= said.length);
      expect(seen.text).toBe(said);
      expect(seen.clears).toBe(1);
    }, 60_000);

    it('holds a flood back when the screen does not draw', async () => {
      const end = terminal();
      const seen = screen();
      seen.stalled = true;
      for (let i = 0; i < 64; i++) end.say(new Uint8Array(32 * 1024).fill(0x79));
      await until(() => seen.bytes >= 256 * 1024);
      await realClock.sleep(50);
      expect(seen.bytes).toBe(256 * 1024);
      expect(end.readBytes).toBeLessThanOrEqual(256 * 1024 + 32 * 1024);
    });

    it('keeps a window of output while nobody looks, and the program waits', async () => {
      const end = terminal();
      const seen = screen();
      end.say('$ ');
      await until(() => seen.text === '$ ');
      seen.close();
      for (let i = 0; i < 64; i++) end.say(new Uint8Array(32 * 1024).fill(0x79));
      await until(() => end.readBytes > 256 * 1024);
      await realClock.sleep(50);
      expect(end.readBytes).toBeLessThanOrEqual(256 * 1024 + 32 * 1024);
      const back = screen();
      await until(() => back.bytes > 1024 * 1024);
    });

    it('does not let a watcher that draws nothing hold up whoever types', async () => {
      const end = terminal();
      const watcher = screen();
      watcher.stalled = true;
      await until(() => watcher.state?.kind === 'typing');
      const typist = screen();
      await until(() => typist.state?.kind === 'typing');
      for (let i = 0; i < 100; i++) end.say(new Uint8Array(32 * 1024).fill(0x79));
      await until(() => typist.bytes === 100 * 32 * 1024);
    });

    it('gives a flood all the way to a screen that draws', async () => {
      const end = terminal();
      const seen = screen();
      for (let i = 0; i < 200; i++) end.say(new Uint8Array(32 * 1024).fill(0x79));
      await until(() => seen.bytes === 200 * 32 * 1024);
    });

    it('starts a screen that has missed too much at the beginning of a line, outside of an escape sequence', async () => {
      const end = terminal({ ringBytes: 4096 });
      const first = screen();
      for (let i = 0; i < 500; i++) end.say(`\x1b]8;;http://example.test/\nstill a link\x07line ${i}\x1b]8;;\x07\r\n`);
      await until(() => first.text.includes('line 499'));
      const second = screen();
      await until(() => second.text.includes('line 499'));
      expect(second.text).toMatch(/^\x1b\]8;;http/);
      expect(first.text.endsWith(second.text)).toBe(true);
      expect(second.bytes).toBeGreaterThan(2048);
    });

    it('lets the last screen that came type, and gives the keyboard back when it leaves', async () => {
      const end = terminal();
      const first = screen({ columns: 80, rows: 24 });
      await until(() => first.state?.kind === 'typing');
      const second = screen({ columns: 100, rows: 30 });
      await until(() => second.state?.kind === 'typing' && first.state?.kind === 'watching');
      first.type('ignored');
      second.type('heard');
      end.say('for both');
      await until(() => end.typed === 'heard' && first.text === 'for both' && second.text === 'for both');
      expect(end.sizes.at(-1)).toEqual({ columns: 100, rows: 30 });
      second.close();
      await until(() => first.state?.kind === 'typing');
      expect(end.sizes.at(-1)).toEqual({ columns: 80, rows: 24 });
    });

    it('tells the terminal its size, and the new one after a resize', async () => {
      const end = terminal();
      const seen = screen({ columns: 90, rows: 20 });
      await until(() => end.sizes.at(-1)?.columns === 90);
      seen.resize({ columns: 41, rows: 12 });
      await until(() => end.sizes.at(-1)?.columns === 41);
      expect(end.sizes.at(-1)).toEqual({ columns: 41, rows: 12 });
    });

    it('says that the shell has ended after its last words, and opens another one when asked', async () => {
      const end = terminal();
      const seen = screen();
      end.say('logout\r\n');
      end.exit();
      await until(() => seen.state?.kind === 'ended');
      expect(seen.text).toBe('logout\r\n');
      seen.again();
      await until(() => opened.length === 2 && seen.state?.kind === 'typing');
      opened[1]?.say('$ ');
      await until(() => seen.text === 'logout\r\n$ ');
    });

    it('empties the screen and goes on with a new terminal after a restart', async () => {
      const end = terminal();
      const seen = screen();
      end.say('old');
      await until(() => seen.text === 'old');
      host?.restart();
      await until(() => opened.length === 2);
      expect(end.closed).toBe(true);
      opened[1]?.say('new');
      await until(() => seen.text === 'new');
      seen.type('x');
      await until(() => opened[1]?.typed === 'x');
    });

    it('tells the screen why no terminal could be opened', async () => {
      terminal({ open: () => Promise.reject(new Error('no cluster')), refusal: () => 'stopped' });
      const seen = screen();
      await until(() => seen.state?.kind === 'refused');
      expect(seen.state).toEqual({ kind: 'refused', code: 'stopped' });
    });

    it.each([
      'not json',
      '{"type":"ack"}',
      '{"type":"ack","offset":-1}',
      '{"type":"hello","from":0,"columns":0,"rows":24}',
      '{"type":"ack","offset":1,"more":1}',
    ])('hangs up on a control message that it does not know: %s', async (text) => {
      terminal();
      const pair = connectPair();
      let closed = false;
      pair.screen.onClose(() => {
        closed = true;
      });
      host?.attach(await pair.host);
      pair.screen.send(text);
      await until(() => closed);
    });
  });
}
