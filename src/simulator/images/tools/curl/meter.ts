// curl's progress meter, as far as it shows in a log: its head and its last line.
const head = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

export interface Meter {
  /** The head, and a line of zeros: curl prints them when the transfer begins. */
  start(): string;
  end(receivedBytes: number, totalBytes: number | undefined, elapsedMs: number): string;
}

export function createMeter(): Meter {
  return {
    start: () => `${head}\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0`,
    end(receivedBytes, totalBytes, elapsedMs) {
      const done = totalBytes === undefined || receivedBytes === totalBytes;
      const percent =
        receivedBytes === 0 && !totalBytes ? '0' : done ? '100' : String(Math.floor((receivedBytes * 100) / (totalBytes as number)));
      const total = amount(totalBytes ?? receivedBytes);
      const speed = elapsedMs > 0 ? Math.floor((receivedBytes * 1000) / elapsedMs) : receivedBytes;
      const spent = elapsedMs < 1000 ? '--:--:--' : clockTime(Math.floor(elapsedMs / 1000));
      const received = amount(receivedBytes);
      return `\r${percent.padStart(3)} ${total}  ${percent.padStart(3)} ${received}    0     0  ${amount(speed, 5)}      0 --:--:-- ${spent} --:--:-- ${amount(speed)}\n`;
    },
  };
}

/** At most five characters: 99999, then 123k, 12.3M. */
function amount(bytes: number, width: number = 5): string {
  const text = bytes < 100_000 ? String(bytes) : bytes < 10_000_000 ? `${Math.floor(bytes / 1024)}k` : `${(bytes / 1_048_576).toFixed(1)}M`;
  return text.padStart(width);
}

function clockTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(2)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
