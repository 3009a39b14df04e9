// Signals as kill(1) names and lists them.
import { signalNumbers } from './machine.ts';
import type { SignalName } from './program.ts';

/** The signal that `kill` is asked for by name or number. */
export function parseSignal(text: string): SignalName | 0 | undefined {
  if (text === '0') return 0;
  const names = Object.keys(signalNumbers) as SignalName[];
  const upper = text.toUpperCase();
  return names.find((name) => name === upper || name === `SIG${upper}` || String(signalNumbers[name]) === text);
}

export const signalList = (): string =>
  `${Object.entries(signalNumbers)
    .map(([name, number]) => `${String(number).padStart(2)}) ${name}`)
    .join('\t')}\n`;
