import { createLogger } from '@tenfold/observability';
import { waitFor } from '@tenfold/testing';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, RawConnection } from './raw-http.js';

type Line = Readonly<Record<string, unknown>>;

describe('the line of a request', () => {
  const lines: Line[] = [];
  let server: LaneApp;

  beforeAll(async () => {
    const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
    server = await startLaneApp({ logger: createLogger({ service: 'shelf', level: 'info' }, { write }) });
  });
  beforeEach(() => {
    lines.length = 0;
    server.shelf.pause = async () => undefined;
  });
  afterAll(() => server?.close());

  const linesOf = (path: string): Promise<readonly Line[]> =>
    waitFor(() => {
      const own = lines.filter(({ route }) => route === `/v1/shelf/${path}`);
      return own.length > 0 ? own : undefined;
    });

  it('should be the only one, an error with its causes where the server has failed', async () => {
    server.shelf.pause = async () => {
      throw new Error('out of order', { cause: new TypeError('no paper') });
    };
    await exchange(server.port, [{ path: '/v1/shelf/slow' }]);
    const [line] = await linesOf('slow');
    expect(line).toMatchObject({ level: 'error', status: 500, errorCode: 'internal' });
    expect(JSON.stringify(line?.['err'])).toMatch(/out of order.*TypeError: no paper/);
    expect(lines).toHaveLength(1);
  });

  it('should say what a client has done wrong, and leave the operator alone', async () => {
    await exchange(server.port, [{ path: '/v1/shelf/book/missing' }]);
    const [line] = await linesOf('book/:name');
    expect(line).toMatchObject({ level: 'info', status: 404, errorCode: 'quiz_not_found' });
    expect(line).not.toHaveProperty('err');
  });

  it('should be there for a client that went away', async () => {
    const connection = new RawConnection(server.port);
    let goOn: () => void = () => undefined;
    server.shelf.pause = () => {
      connection.end();
      return new Promise((resolve) => (goOn = resolve));
    };
    connection.send({ path: '/v1/shelf/slow', headers: [['X-Request-Id', 'gone-client']] });
    expect(await linesOf('slow')).toMatchObject([{ status: 499, requestId: 'gone-client' }]);
    goOn();
  });
});
