import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type LookupFunction } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentenceOf } from './explain.js';

const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe(sentenceOf, () => {
  it('should say of a file that is not there which one it is', async () => {
    const path = join(tmpdir(), 'not-there', 'orders.csv');
    expect(sentenceOf(await caught(() => readFileSync(path)))).toBe(
      `${path}: there is no such file or directory.`,
    );
  });

  it('should say that a directory is no file', async () => {
    expect(sentenceOf(await caught(() => readFileSync(tmpdir())))).toBe(
      'A file cannot be read or written: it is a directory, not a file.',
    );
  });

  it('should say of a name that is too long how it begins', async () => {
    const path = `/${'a'.repeat(300)}`;
    expect(sentenceOf(await caught(() => readFileSync(path)))).toBe(
      `${path.slice(0, 100)}…: the name is too long.`,
    );
  });

  it('should say that links lead round in a circle', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
    const [one, other] = [join(directory, 'one'), join(directory, 'other')];
    symlinkSync(other, one);
    symlinkSync(one, other);
    expect(sentenceOf(await caught(() => readFileSync(one)))).toBe(
      `${one}: its symbolic links lead round in a circle.`,
    );
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['nonsense', '"nonsense" is no address; one is http://127.0.0.1:8080, for instance.'],
    [
      'http://127.0.0.1:99999',
      '"http://127.0.0.1:99999" is no address; one is http://127.0.0.1:8080, for instance.',
    ],
    ['ftp://127.0.0.1/', 'The address must begin with http:// or https://.'],
  ])('should say what is wrong with the address %s', async (url, sentence) => {
    expect(sentenceOf(await caught(() => fetch(url)))).toBe(sentence);
  });

  it('should name an address of a host that has several', async () => {
    const port = await closedPort();
    const lookup = ((_host, _options, done) => {
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]);
    }) as LookupFunction;
    const socket = connect({ host: 'two.example', port, lookup, autoSelectFamily: true });
    const error = await new Promise((resolve) => socket.once('error', resolve));
    expect((error as AggregateError).errors).toHaveLength(2);
    expect(sentenceOf(error)).toBe(
      `127.0.0.1:${port} cannot be reached: nothing listens there; is everything up?`,
    );
  });

  it.each(['https', 'http'])(
    'should say of a server that speaks something else that %s is wrong',
    async (scheme) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined).end('+PONG\r\n');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const error = await caught(() => fetch(`${scheme}://127.0.0.1:${port}/`));
      server.close();
      expect(sentenceOf(error)).toMatch(scheme === 'https' ? /does not speak TLS/ : /not HTTP/);
    },
  );

  it.each([
    'EROFS',
    'EMFILE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'EPROTO',
    'UND_ERR_HEADERS_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('should have a sentence for %s, also where fetch wraps it', (code) => {
    const error = Object.assign(new Error(code), { code });
    const sentence = sentenceOf(new TypeError('fetch failed', { cause: error }));
    expect(sentence).toMatch(/^(A file|the server) cannot be (read or written|reached): [a-z]/);
    expect(sentence).not.toContain(code);
  });

  it('should end where an error wraps itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(sentenceOf(error)).toBeUndefined();
  });

  it('should say of a server that does not listen where it was looked for', async () => {
    const port = await closedPort();
    const error = await caught(() => fetch(`http://127.0.0.1:${port}/`));
    expect(sentenceOf(error)).toBe(
      `127.0.0.1:${port} cannot be reached: nothing listens there; is everything up?`,
    );
  });

  it('should say that a port is blocked', async () => {
    expect(sentenceOf(await caught(() => fetch('http://127.0.0.1:10080/')))).toBe(
      'The port is one that fetch and browsers refuse; choose another one.',
    );
  });

  it('should leave a fault of the program to its stack', () => {
    expect(sentenceOf(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(sentenceOf('text')).toBeUndefined();
  });
});
