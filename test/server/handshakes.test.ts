// Who may open a socket: every way of asking that is not a page of this server's own is refused, in silence and for good.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepingDriver } from '../session/keeping-driver.ts';
import { oneAnswerLab } from '../session/one-answer-lab.ts';
import { join, type Learner, post, startServer, type TestServer } from './world.ts';

type Headers = Record<string, string | readonly string[] | undefined>;

let server: TestServer;
let anna: Learner;
let boris: Learner;

beforeAll(async () => {
  server = await startServer({
    findLab: async () => oneAnswerLab,
    drivers: [keepingDriver()],
    limits: { requestsPerSecond: 1000, ticketMs: 300 },
  });
  anna = await join(server, 'one-answer');
  boris = await join(server, 'one-answer');
});
afterAll(() => server.close());

/** The status of a raw handshake; undefined as a header's value leaves it out. */
function handshake(changed: Headers, { path = '/lab/socket', method = 'GET' } = {}): Promise<number> {
  const headers: Headers = {
    host: `127.0.0.1:${server.port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    origin: server.origin,
    cookie: anna.cookie,
    ...changed,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one as string]),
  );
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers: lines, setHost: false });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

const protocols = (ticket: string) => ({ 'sec-websocket-protocol': `podkova.v1, ticket.${ticket}` });

describe('a handshake is refused', () => {
  const port = () => server.port;
  const origins: readonly [string, () => string | undefined | string[]][] = [
    ['without Origin', () => undefined],
    ['with Origin null', () => 'null'],
    ['with an empty Origin', () => ''],
    ['from another site', () => 'https://evil.example'],
    ['from another site on our port', () => `http://evil.example:${port()}`],
    ['from a sub-domain', () => `http://a.127.0.0.1:${port()}`],
    ['from a sub-domain of localhost', () => `http://evil.localhost:${port()}`],
    ['from a name that begins like ours', () => `http://127.0.0.1.evil.example:${port()}`],
    ['from a name that ends like ours', () => `http://evil127.0.0.1:${port()}`],
    ['from another port', () => `http://127.0.0.1:${port() + 1}`],
    ['from no port', () => 'http://127.0.0.1'],
    ['from a port with a zero before it', () => `http://127.0.0.1:0${port()}`],
    ['from another scheme', () => `https://127.0.0.1:${port()}`],
    ['from a scheme for sockets', () => `ws://127.0.0.1:${port()}`],
    ['from a file', () => 'file://'],
    ['from an extension', () => 'chrome-extension://abcdefghijklmnop'],
    ['with the scheme in capitals', () => `HTTP://127.0.0.1:${port()}`],
    ['with userinfo', () => `http://user@127.0.0.1:${port()}`],
    ['with userinfo that looks like us', () => `http://127.0.0.1:${port()}@evil.example`],
    ['with a path', () => `http://127.0.0.1:${port()}/`],
    ['with a query', () => `http://127.0.0.1:${port()}?`],
    ['with a space', () => `http://127.0.0.1:${port()} evil`],
    ['with a tab', () => `http://127.0.0.1:${port()}\tx`],
    ['from the same machine under another name', () => `http://localhost:${port()}`],
    ['from the same address, written as a number', () => `http://2130706433:${port()}`],
    ['from the same address, written short', () => `http://127.1:${port()}`],
    ['from the same address in IPv6', () => `http://[::ffff:127.0.0.1]:${port()}`],
    ['with a dot at the end', () => `http://127.0.0.1.:${port()}`],
    ['with two origins in one', () => `http://127.0.0.1:${port()}, https://evil.example`],
    ['with an origin in another alphabet', () => `http://127.0.0.\u00b9:${port()}`],
  ];
  it.each(origins)('%s', async (_, origin) => {
    expect(await handshake({ ...protocols(await anna.ticket()), origin: origin() })).toBe(403);
  });

  const others: readonly [string, () => Promise<{ headers: Headers; path?: string }>][] = [
    [
      'for a Host that leads here but is not ours (DNS rebinding)',
      async () => ({ headers: { ...protocols(await anna.ticket()), host: 'evil.example', origin: 'http://evil.example' } }),
    ],
    [
      'for a Host on another port',
      async () => ({
        headers: { ...protocols(await anna.ticket()), host: `127.0.0.1:${port() + 1}`, origin: `http://127.0.0.1:${port() + 1}` },
      }),
    ],
    [
      'that only X-Forwarded-Host calls ours',
      async () => ({ headers: { ...protocols(await anna.ticket()), host: 'evil.example', 'x-forwarded-host': `127.0.0.1:${port()}` } }),
    ],
    ['that the browser calls cross-site', async () => ({ headers: { ...protocols(await anna.ticket()), 'sec-fetch-site': 'cross-site' } })],
    [
      'that the browser calls same-site only',
      async () => ({ headers: { ...protocols(await anna.ticket()), 'sec-fetch-site': 'same-site' } }),
    ],
    ['without a ticket', async () => ({ headers: { 'sec-websocket-protocol': 'podkova.v1' } })],
    ['with a ticket that was never given', async () => ({ headers: protocols('A'.repeat(43)) })],
    ['with a ticket of half the length', async () => ({ headers: protocols((await anna.ticket()).slice(0, 21)) })],
    ['with another learner’s ticket', async () => ({ headers: protocols(await boris.ticket()) })],
    ['without a cookie', async () => ({ headers: { ...protocols(await anna.ticket()), cookie: undefined } })],
    [
      'with a cookie that nobody has',
      async () => ({ headers: { ...protocols(await anna.ticket()), cookie: `podkova=${'A'.repeat(43)}` } }),
    ],
    [
      'with two cookies of our name',
      async () => ({ headers: { ...protocols(await anna.ticket()), cookie: `${anna.cookie}; ${boris.cookie}` } }),
    ],
    [
      'with the ticket in the URL',
      async () => ({ headers: { 'sec-websocket-protocol': 'podkova.v1' }, path: `/lab/socket?ticket=${await anna.ticket()}` }),
    ],
    ['at another path', async () => ({ headers: protocols(await anna.ticket()), path: '/lab/sessions' })],
  ];
  it.each(others)('%s', async (_, make) => {
    const { headers, path } = await make();
    expect(await handshake(headers, path === undefined ? {} : { path })).toBe(403);
  });

  it('with a ticket that was used before', async () => {
    const ticket = await anna.ticket();
    expect(await handshake(protocols(ticket))).toBe(101);
    expect(await handshake(protocols(ticket))).toBe(403);
  });

  it('with a ticket that somebody has tried from elsewhere', async () => {
    const ticket = await anna.ticket();
    expect(await handshake({ ...protocols(ticket), origin: 'https://evil.example' })).toBe(403);
    expect(await handshake(protocols(ticket))).toBe(403);
  });

  it('with a ticket that is too old', async () => {
    const ticket = await anna.ticket();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await handshake(protocols(ticket))).toBe(403);
  });
});

describe('a handshake is taken', () => {
  it('from a page of ours, with its ticket', async () => {
    expect(await handshake(protocols(await anna.ticket()))).toBe(101);
  });

  it('for a terminal', async () => {
    expect(await handshake(protocols(await anna.ticket('main')))).toBe(101);
  });

  it('under another name of this machine, when the page came from there too', async () => {
    const localhost = `localhost:${server.port}`;
    expect(await handshake({ ...protocols(await anna.ticket()), host: localhost, origin: `http://${localhost}` })).toBe(101);
  });

  it('from a browser that tells that it is the same origin, with other cookies beside ours', async () => {
    const headers = { ...protocols(await anna.ticket()), 'sec-fetch-site': 'same-origin', cookie: `theme=dark; ${anna.cookie}; a=b` };
    expect(await handshake(headers)).toBe(101);
  });
});

describe('a request that changes something', () => {
  it.each([
    ['without Origin', { origin: undefined }],
    ['with Origin null', { origin: 'null' }],
    ['from another site', { origin: 'https://evil.example' }],
    ['that the browser calls same-site only', { 'sec-fetch-site': 'same-site' }],
  ])('is refused %s', async (_, changed: Record<string, string | undefined>) => {
    const headers = Object.fromEntries(
      Object.entries({ origin: server.origin, ...changed }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    const answer = await fetch(`${server.origin}/lab/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"lab":"one-answer"}',
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('is refused as a form, which a foreign page could send', async () => {
    const answer = await post(server.origin, '/lab/sessions', '{"lab":"one-answer"}', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it('gives no ticket for another learner’s session', async () => {
    const answer = await post(server.origin, '/lab/tickets', { session: boris.session, page: 'p' }, { cookie: anna.cookie });
    expect(answer.status).toBe(404);
  });
});

it('a learner’s cookie cannot be read by scripts, nor sent by other sites, nor guessed', async () => {
  const set = (await post(server.origin, '/lab/sessions', { lab: 'one-answer' })).headers.get('set-cookie') ?? '';
  expect(set).toMatch(/^podkova=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
});

it('behind HTTPS only the public address counts, and the cookie is bound to the host', async () => {
  const publicUrl = new URL('https://labs.example.org/');
  const behind = await startServer({ findLab: async () => oneAnswerLab, drivers: [keepingDriver()], reach: { names: [], publicUrl } });
  const status = async (host: string, origin: string) => {
    const asked = request({
      host: '127.0.0.1',
      port: behind.port,
      path: '/lab/sessions',
      method: 'POST',
      headers: { host, origin, 'content-type': 'application/json' },
    });
    const answered = new Promise<[number, string]>((resolve) =>
      asked.on('response', (response) => {
        response.resume();
        resolve([response.statusCode ?? 0, String(response.headers['set-cookie'])]);
      }),
    );
    asked.end('{"lab":"one-answer"}');
    return answered;
  };
  expect(await status('labs.example.org', 'https://labs.example.org')).toEqual([200, expect.stringMatching(/^__Host-podkova=.*; Secure$/)]);
  expect((await status('labs.example.org', 'http://labs.example.org'))[0]).toBe(403);
  await behind.close();
});
