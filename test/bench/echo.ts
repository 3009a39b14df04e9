// From a key to its echo, through the terminal's transport and the shell's line editor. Control: a bare MessagePort round trip.
import { realClock } from '../../src/clock.ts';
import { createScreenEnd, createTerminalHost, portTransport } from '../../src/terminal/index.ts';
import { driver, specOf, startOptions } from './lab.ts';
import { type Figure, measure } from './measure.ts';

export async function echo(): Promise<readonly Figure[]> {
  const cluster = await driver.start(specOf('one-node'), startOptions);
  const host = createTerminalHost({ open: (size) => cluster.terminal('bench', size), refusal: String });
  const { port1, port2 } = new MessageChannel();
  host.attach(portTransport(port2));
  let heard: (text: string) => void = () => undefined;
  const decoder = new TextDecoder();
  const prompted = new Promise<void>((resolve) => {
    heard = (text) => {
      if (text.includes('\u001b]133;B')) resolve();
    };
  });
  const screen = createScreenEnd({
    connect: () => portTransport(port1),
    clock: realClock,
    size: { columns: 80, rows: 24 },
    draw(bytes, drawn) {
      heard(decoder.decode(bytes));
      drawn();
    },
    clear: () => undefined,
    onState: () => undefined,
  });
  await prompted;
  const key = new TextEncoder().encode('x');
  const ms = await measure(
    60,
    () =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        heard = (text) => {
          if (text.includes('x')) resolve(performance.now() - begin);
        };
        screen.type(key);
      }),
  );
  const channel = new MessageChannel();
  channel.port2.onmessage = ({ data }) => channel.port2.postMessage(data);
  const control = await measure(
    500,
    () =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        channel.port1.onmessage = () => resolve(performance.now() - begin);
        channel.port1.postMessage(key);
      }),
  );
  screen.close();
  host.close();
  await cluster.stop();
  return [{ what: 'from a key to its echo', ms, control: { what: 'a MessagePort round trip', ms: control }, targetMs: 5 }];
}
