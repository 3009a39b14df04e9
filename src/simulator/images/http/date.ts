// Dates as HTTP writes them (RFC 9110 §5.6.7).

/** `Sun, 06 Nov 1994 08:49:37 GMT` */
export function httpDate(epochMs: number): string {
  return new Date(epochMs).toUTCString();
}
