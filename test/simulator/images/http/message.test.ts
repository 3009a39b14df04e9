// The HTTP codec, on bytes that arrive in any pieces.
import { describe, expect, it } from 'vitest';
import { ByteSource, HttpError, readRequest, readResponse, requestHead } from '../../../../src/simulator/images/http/index.ts';

/** A stream that hands out `text` in pieces of `size` bytes. */
function dripping(text: string, size: number): ByteSource {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ByteSource({
    async read() {
      if (at >= bytes.length) return undefined;
      const piece = bytes.slice(at, at + size);
      at += size;
      return piece;
    },
  });
}

describe.each([1, 3, 7, 10_000])('an HTTP message in pieces of %i bytes', (size) => {
  it('carries two pipelined requests one after the other', async () => {
    const source = dripping('POST /a?b=c HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n', size);
    const first = await readRequest(source);
    expect([first?.method, first?.target, first?.headers.get('host'), await first?.body.text()]).toEqual([
      'POST',
      '/a?b=c',
      'web',
      'hello',
    ]);
    const second = await readRequest(source);
    expect([second?.method, second?.version, await second?.body.text()]).toEqual(['GET', '1.0', '']);
    expect(await readRequest(source)).toBeUndefined();
  });

  it('has its chunks put together, and the connection is of use afterwards', async () => {
    const source = dripping(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nпр\r\n2;x=y\r\nok\r\n0\r\nTrailer: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
      size,
    );
    const first = await readResponse(source, 'GET');
    expect([first.status, await first.body.text(), first.keepAlive]).toEqual([200, 'прok', true]);
    expect((await readResponse(source, 'GET')).status).toBe(204);
  });

  it('without a length lasts until the connection closes', async () => {
    const response = await readResponse(dripping('HTTP/1.0 200 OK\r\n\r\nall of it', size), 'GET');
    expect([await response.body.text(), response.keepAlive, response.body.lengthBytes]).toEqual(['all of it', false, undefined]);
  });

  it('that ends too early says how much is missing', async () => {
    const response = await readResponse(dripping('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234', size), 'GET');
    await expect(response.body.text()).rejects.toMatchObject({ code: 'truncated', missingBytes: 6 });
  });
});

it('an answer to HEAD has no body, whatever its length says', async () => {
  const response = await readResponse(dripping('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', 5), 'HEAD');
  expect([await response.body.text(), response.headers.get('content-length')]).toEqual(['', '10']);
});

it.each([
  ['nothing at all', '', 'empty'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'not-http'],
  ['half a head', 'HTTP/1.1 200 OK\r\nServer: x\r\n', 'truncated'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'malformed'],
])('%s instead of an answer is told as %3$s', async (_, text, code) => {
  const fault = await readResponse(dripping(text, 4), 'GET').catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(HttpError);
  expect((fault as HttpError).code).toBe(code);
});

it('a request keeps the order and the case of its headers', () => {
  expect(
    requestHead({
      method: 'PUT',
      target: '/x',
      headers: [
        ['Host', 'web'],
        ['x-B', '1'],
        ['X-a', '2'],
      ],
      body: 'é',
    }),
  ).toBe('PUT /x HTTP/1.1\r\nHost: web\r\nx-B: 1\r\nX-a: 2\r\nContent-Length: 2\r\n\r\n');
});
