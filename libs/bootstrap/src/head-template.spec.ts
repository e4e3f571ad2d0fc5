import { createServer, type RequestListener, type Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HeadTemplate } from './head-template.js';

const BODY = '{"well":"known"}';
const ID = 'id-of-the-request';

const headOf = (id: string): string[] => [
  ...['x-content-type-options', 'nosniff', 'x-request-id', id],
  ...['etag', '"a, \\ b é"', 'content-type', 'application/json; charset=utf-8'],
];
const withLength = (head: string[]): string[] => [...head, 'content-length', String(BODY.length)];
const idOf = (url = ''): string => `${ID}${url.replaceAll('/', '.')}`;

/** Sends these bytes and reads until the server has ended the connection, which it does after the time of a connection that is kept open. */
async function bytesOf(server: Server, request: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(request, 'latin1');
  const all = await text(socket.setEncoding('latin1'));
  return all.replaceAll(/\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/g, '\r\nDate: now\r\n');
}

describe(HeadTemplate, () => {
  const servers: Server[] = [];
  let written = 0;

  async function serve(listener: RequestListener, Response = ServerResponse): Promise<Server> {
    const server = createServer({ ServerResponse: Response, keepAliveTimeout: 75_000 }, listener);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    servers.push(server);
    return server;
  }

  const endWith = (response: ServerResponse, method: string | undefined, status: number): void => {
    if (status === 304 || method === 'HEAD') response.end();
    else response.end(BODY, 'latin1');
  };

  /** Every answer by `writeHead`, beside every answer by one template for each status, whose calls of `writeHead` are counted. */
  async function bothServers(Response = ServerResponse): Promise<{ plain: Server; templated: Server }> {
    const plain = await serve(({ url, method }, response) => {
      const status = url?.startsWith('/known') === true ? 304 : 200;
      const head = headOf(idOf(url));
      response.writeHead(status, status === 304 ? head : withLength(head));
      endWith(response, method, status);
    });
    const whole = new HeadTemplate(200, withLength(headOf('')));
    const notModified = new HeadTemplate(304, headOf(''));
    const templated = await serve(({ url, method }, response) => {
      const { writeHead } = response;
      response.writeHead = ((...args: Parameters<typeof writeHead>) => {
        written += 1;
        return writeHead.apply(response, args);
      }) as typeof writeHead;
      const status = url?.startsWith('/known') === true ? 304 : 200;
      (status === 304 ? notModified : whole).write(response, idOf(url));
      endWith(response, method, status);
    }, Response);
    return { plain, templated };
  }

  beforeEach(() => (written = 0));
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const ask = (line: string, ...headers: string[]): string =>
    `${[line, 'Host: here', ...headers].join('\r\n')}\r\n\r\n`;

  it.each([
    ['one request', ask('GET /one HTTP/1.1')],
    ['a part of the template in the id', ask('GET /Date HTTP/1.1')],
    ['HEAD', ask('HEAD /two HTTP/1.1')],
    ['304', ask('GET /known HTTP/1.1')],
    [
      'several requests at once',
      ask('GET /1 HTTP/1.1') + ask('GET /known/2 HTTP/1.1') + ask('GET /3 HTTP/1.1'),
    ],
    ['a connection that is to end', ask('GET /last HTTP/1.1', 'Connection: close')],
    ['a last 304', ask('GET /known HTTP/1.1', 'Connection: close')],
    ['HTTP/1.0', ask('GET /old HTTP/1.0')],
    ['HTTP/1.0 that is kept open', ask('GET /old HTTP/1.0', 'Connection: keep-alive')],
    ['304 to HTTP/1.0 that is kept open', ask('GET /known HTTP/1.0', 'Connection: keep-alive')],
  ])('should write every byte as node:http does: %s', async (_what, request) => {
    const { plain, templated } = await bothServers();
    const wanted = await bytesOf(plain, request);
    expect(wanted).toContain(ID);
    for (let times = 1; times <= 3; times += 1) expect(await bytesOf(templated, request)).toBe(wanted);
  });

  it('should ask writeHead once for all that are alike, and each time for what is not', async () => {
    const { templated } = await bothServers();
    await bytesOf(templated, ask('GET /1 HTTP/1.1') + ask('GET /2 HTTP/1.1') + ask('GET /3 HTTP/1.1'));
    expect(written).toBe(1);
    await bytesOf(templated, ask('GET /4 HTTP/1.1', 'Connection: close'));
    await bytesOf(templated, ask('GET /5 HTTP/1.0'));
    expect(written).toBe(3);
  });

  it('should leave it to writeHead where headers were set before', async () => {
    const template = new HeadTemplate(200, withLength(headOf('')));
    const server = await serve(({ url }, response) => {
      if (url === '/own') response.setHeader('x-own', 'yes');
      template.write(response, idOf(url));
      response.end(BODY, 'latin1');
    });
    const answers = await bytesOf(
      server,
      ['/1', '/own', '/3'].map((path) => ask(`GET ${path} HTTP/1.1`)).join(''),
    );
    expect(answers.match(/x-own/g)).toHaveLength(1);
    expect(answers.match(/etag/g)).toHaveLength(3);
  });

  it('should refuse what node:http refuses', async () => {
    const template = new HeadTemplate(200, ['x-request-id', '', 'etag', 'a\r\nb']);
    const server = await serve((_request, response) => {
      expect(() => template.write(response, ID)).toThrow(/Invalid character/);
      response.writeHead(500, { 'content-length': 0 }).end();
    });
    expect(await bytesOf(server, ask('GET / HTTP/1.1'))).toMatch(/^HTTP\/1.1 500 /);
  });

  it('should leave it to writeHead in a Node that keeps heads elsewhere', async () => {
    /** As it would be: what is put under the old name is nobody's. */
    class Elsewhere extends ServerResponse {
      declare _header: unknown;

      constructor(...args: ConstructorParameters<typeof ServerResponse>) {
        super(...args);
        let [kept, inside]: unknown[] = [null, false];
        const { writeHead, end } = this;
        const within = (call: (...values: never[]) => unknown) =>
          ((...values: never[]) => {
            inside = true;
            try {
              return call.apply(this, values);
            } finally {
              inside = false;
            }
          }) as never;
        Object.assign(this, { writeHead: within(writeHead as never), end: within(end as never) });
        Object.defineProperty(this, '_header', {
          get: () => kept,
          set: (value) => {
            if (inside === true || value === null) kept = value;
          },
        });
      }
    }
    const { plain, templated } = await bothServers(Elsewhere as unknown as typeof ServerResponse);
    const request = ask('GET /1 HTTP/1.1') + ask('GET /2 HTTP/1.1');
    expect(await bytesOf(templated, request)).toBe(await bytesOf(plain, request));
    expect(written).toBe(2);
  });
});
