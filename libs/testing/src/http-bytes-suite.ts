import fc from 'fast-check';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface BytesSubject {
  readonly port: number;
  /** Of a GET that is answered 200. */
  readonly path: string;
  /** Of a POST with a JSON body that is answered below 400, and what it sends. */
  readonly post: { readonly path: string; readonly headers: readonly string[]; readonly body: string };
  readonly stop: () => Promise<unknown>;
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

const LIMIT_MS = 10_000;
const BIG = 'x'.repeat(20_000);

/** What a server does with bytes, request for request: `statuses` in their order, and whether the connection takes another request. */
interface Row {
  readonly title: string;
  readonly bytes: (subject: BytesSubject) => string;
  readonly statuses: readonly number[];
  readonly open?: boolean;
}

const get = (path: string, ...headers: string[]): string =>
  `GET ${path} HTTP/1.1\r\n${['Host: localhost', ...headers].map((line) => `${line}\r\n`).join('')}\r\n`;
const post = ({ post: { path, headers, body } }: BytesSubject): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${headers
    .map((line) => `${line}\r\n`)
    .join('')}\r\n${body}`;
const raw = (line: string, ...headers: string[]): string => [line, ...headers, '', ''].join('\r\n');

const BROKEN: readonly (readonly [title: string, bytes: string, status: number])[] = [
  ['a method that is none', raw('FOO / HTTP/1.1', 'Host: a'), 400],
  ['garbage', '\u0000\u0001garbage\r\n\r\n', 400],
  ['a head of 20 kB', raw('GET / HTTP/1.1', 'Host: a', `X: ${BIG}`), 431],
  ['a target of 20 kB', raw(`GET /${BIG} HTTP/1.1`, 'Host: a'), 431],
  ['NUL in a header', raw('GET / HTTP/1.1', 'Host: a', 'X: a\u0000b'), 400],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 400],
  ['a header without a colon', raw('GET / HTTP/1.1', 'Host: a', 'nonsense'), 400],
  ['a blank before the colon', raw('GET / HTTP/1.1', 'Host: a', 'X : y'), 400],
  ['no HTTP version', raw('GET /', 'Host: a'), 400],
  ['HTTP/9.9', raw('GET / HTTP/9.9', 'Host: a'), 400],
  ['two lengths', raw('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2'), 400],
  ['a length that is none', raw('POST / HTTP/1.1', 'Host: a', 'Content-Length: -1'), 400],
  [
    'a length and chunks',
    raw('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    400,
  ],
  ['a tunnel', raw('CONNECT example.org:443 HTTP/1.1', 'Host: example.org'), 405],
];

const BAD_HOSTS: readonly (readonly [title: string, ...headers: string[]])[] = [
  ['no Host'],
  ['an empty Host', 'Host:'],
  ['two Hosts', 'Host: a', 'Host: b'],
  ['the same Host twice', 'Host: a', 'host: a'],
  ['markup in Host', 'Host: a b<script>'],
  ['a path in Host', 'Host: a/b'],
  ['a user in Host', 'Host: user@a'],
  ['two hosts in one', 'Host: a, b'],
  ['a port that is none', 'Host: a:x'],
];

function rows(): Row[] {
  return [
    ...BROKEN.flatMap(([title, bytes, status]): Row[] => [
      { title: `${title} on a new connection`, bytes: () => bytes, statuses: [status] },
      {
        title: `${title} behind a good request`,
        bytes: ({ path }) => get(path) + bytes,
        statuses: [200, status],
      },
      {
        title: `${title} behind a POST in the same packet`,
        bytes: (subject) => post(subject) + bytes,
        statuses: [0, status],
      },
      {
        title: `${title} behind three good requests`,
        bytes: ({ path }) => get(path) + get(path) + get(path) + bytes,
        statuses: [200, 200, 200, status],
      },
    ]),
    ...BAD_HOSTS.flatMap(([title, ...headers]): Row[] => [
      { title, bytes: ({ path }) => raw(`GET ${path} HTTP/1.1`, ...headers), statuses: [400] },
      {
        title: `${title} behind a good request`,
        bytes: ({ path }) => get(path) + raw(`GET ${path} HTTP/1.1`, ...headers),
        statuses: [200, 400],
      },
    ]),
    {
      title: 'a chunk whose size is none',
      bytes: (subject) =>
        raw(
          `POST ${subject.post.path} HTTP/1.1`,
          'Host: a',
          ...subject.post.headers,
          'Transfer-Encoding: chunked',
          'Content-Type: application/json',
        ) + 'zz\r\n{}\r\n0\r\n\r\n',
      statuses: [400],
    },
    {
      title: 'good requests in one packet',
      bytes: ({ path }) => get(path) + get(path),
      statuses: [200, 200],
      open: true,
    },
    {
      title: 'a target in absolute form',
      bytes: ({ path }) => raw(`GET http://other.example${path} HTTP/1.1`, 'Host: localhost'),
      statuses: [200],
      open: true,
    },
    { title: 'HTTP/1.0 without a Host', bytes: ({ path }) => raw(`GET ${path} HTTP/1.0`), statuses: [200] },
    {
      title: 'an IPv6 Host',
      bytes: ({ path }) => raw(`GET ${path} HTTP/1.1`, 'Host: [::1]:8080'),
      statuses: [200],
      open: true,
    },
    {
      title: 'an upgrade that nobody offers',
      bytes: ({ path }) => get(path, 'Connection: close, Upgrade', 'Upgrade: websocket'),
      statuses: [200],
    },
  ];
}

/** A server answers every byte that it is sent with HTTP, in the order of requests: what any client may meet. */
export function describeHttpBytes(name: string, start: () => Promise<BytesSubject>): void {
  describe(`bytes sent to ${name}`, () => {
    let subject: BytesSubject;

    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject?.stop());

    it.each(rows().map((row) => [row.title, row] as const))('should be answered: %s', async (_, row) => {
      const answers = await exchange(subject, row);
      expect(answers.map(({ status }, at) => (row.statuses[at] === 0 && status < 400 ? 0 : status))).toEqual(
        row.statuses,
      );
      for (const { body, head, status } of answers) {
        if (status < 400) continue;
        expect(head.toLowerCase()).toContain('content-type: application/problem+json');
        expect(JSON.parse(body)).toMatchObject({ status, code: expect.stringMatching(/^[a-z_]+$/) });
        expect(body).not.toMatch(/<script>|user@/);
      }
    });

    it('should never be answered with 5xx, or not at all', async () => {
      const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
      const text = fc.string({ unit: byte, maxLength: 30 });
      const line = fc.oneof(
        fc.tuple(fc.constant('/'), text).map((parts) => parts.join('')),
        text.map((query) => `${'/v1/quizzes'}?tag=${query}`),
        text.map((path) => `/v1/quizzes/${path}`),
      );
      const header = fc.tuple(
        fc.constantFrom('If-None-Match', 'Accept', 'Authorization', 'X-Any', 'Range', 'Cookie'),
        text,
      );
      await fc.assert(
        fc.asyncProperty(line, header, async (target, [key, value]) => {
          const bytes = raw(
            `GET ${target} HTTP/1.1`,
            'Host: localhost',
            `${key}: ${value}`,
            'Connection: close',
          );
          const answers = await readAll(subject.port, get(subject.path) + bytes);
          expect(answers.length).toBeGreaterThanOrEqual(2);
          for (const { status } of answers) expect(status).toBeLessThan(500);
        }),
        { numRuns: 150 },
      );
    }, 60_000);
  });
}

async function exchange(subject: BytesSubject, { bytes, open = false, statuses }: Row): Promise<Answer[]> {
  if (!open) return readAll(subject.port, bytes(subject));
  const again = await readAll(subject.port, bytes(subject) + get(subject.path, 'Connection: close'));
  expect(again.at(-1)?.status).toBe(200);
  return again.slice(0, statuses.length);
}

/** Everything that a server answers until it closes; a client that has sent all of its bytes waits for no more than that. */
async function readAll(port: number, bytes: string): Promise<Answer[]> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('the server is silent')));
  socket.write(Buffer.from(bytes, 'latin1'));
  const text = await received(socket);
  const answers: Answer[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) throw new Error(`no whole answer: ${JSON.stringify(rest)}`);
    const head = rest.slice(0, end);
    const size = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    const body = /^transfer-encoding: chunked$/im.test(head) ? chunked(rest.slice(end + 4)) : undefined;
    answers.push({ status, head, body: body?.text ?? rest.slice(end + 4, end + 4 + size) });
    rest = rest.slice(end + 4 + (body?.length ?? size));
  }
  return answers;
}

function chunked(text: string): { text: string; length: number } {
  let [at, body] = [0, ''];
  for (;;) {
    const end = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, end), 16);
    if (!(size > 0)) return { text: body, length: end + 4 };
    body += text.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
}

async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
  });
  const closed = once(socket, 'close');
  // What was sent has been answered, or never will be: an idle connection says nothing more.
  socket.once('error', () => undefined);
  await closed;
  return Buffer.concat(chunks).toString('latin1');
}
