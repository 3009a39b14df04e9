// What curl says when it fails: exit codes and messages of libcurl 8.14 (libcurl-errors(3)).

export class CurlError extends Error {
  override readonly name = 'CurlError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The texts of curl_easy_strerror for what is not told in more words. */
export const curlTexts: Readonly<Record<number, string>> = {
  1: 'Unsupported protocol',
  3: 'URL using bad/illegal format or missing URL',
  6: 'Could not resolve hostname',
  7: 'Could not connect to server',
  18: 'Transferred a partial file',
  22: 'HTTP response code said error',
  23: 'Failed writing received data to disk/application',
  28: 'Timeout was reached',
  35: 'SSL connect error',
  47: 'Number of redirects hit maximum amount',
  52: 'Server returned nothing (no headers, no data)',
  55: 'Failed sending data to the peer',
  56: 'Failure when receiving data from the peer',
};
