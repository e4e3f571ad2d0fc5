import { toAppError } from '@tenfold/errors';
import type { Coding } from '@tenfold/http';
import { fastify } from 'fastify';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Shed } from '../metrics/shed.js';
import { Exports } from './exports.js';

interface Row {
  readonly n: number;
  readonly text: string;
}

const BATCH_BYTES = 100_000;
/** What the sockets of both sides may hold, and the two batches that are on their way. */
const IN_FLIGHT = 24_000_000;

/** A list that counts what is read of it. */
class CountedList {
  read = 0;
  readonly ended = Promise.withResolvers<void>();

  constructor(
    private readonly batches: number,
    private readonly fail = Infinity,
  ) {}

  async *rows(): AsyncGenerator<readonly Row[]> {
    try {
      for (; this.read < this.batches; this.read += 1) {
        if (this.read === this.fail) throw new Error('a shard is away');
        yield [{ n: this.read, text: 'x'.repeat(BATCH_BYTES) }];
      }
    } finally {
      this.ended.resolve();
    }
  }
}

describe(Exports, () => {
  const context = new AsyncLocalStorage<string>();
  let list: { rows: () => AsyncGenerator<readonly Row[]> };
  let exports: Exports;
  const server = fastify({ forceCloseConnections: true });
  server.setErrorHandler((error, _request, reply) => {
    const { status, headers, code } = toAppError(error);
    return reply.code(status).headers(headers).send({ code });
  });
  server.addHook('onRequest', (request, _reply, done) => context.run(request.id, done));
  server.get('/export', async (request, reply) => {
    const found = { name: 'rows', columns: ['n', 'text'], batches: () => list.rows() };
    return reply.send(await exports.send(request, reply, found));
  });
  // Hands the body to the test, which is no request.
  let held: Readable | undefined;
  server.get('/held', async (request, reply) => {
    held = await exports.send(request, reply, { name: 'rows', columns: [], batches: () => list.rows() });
    return reply.send('held');
  });
  let url: string;
  let shed: Shed;

  beforeAll(async () => {
    await server.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/export`;
  });
  beforeEach(() => {
    shed = new Shed();
    exports = new Exports({ EXPORT_CONCURRENCY: 1, EXPORT_IDLE_TIMEOUT: 60_000 }, shed);
  });
  afterAll(() => server.close());

  /** A client that has begun to read and takes no more. */
  const paused = async (): Promise<IncomingMessage> => {
    const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    await once(response, 'readable');
    return response;
  };

  it('should send all rows in the format that is asked for', async () => {
    list = new CountedList(3);
    const plain = await fetch(url, {
      headers: { accept: 'application/x-ndjson', 'accept-encoding': 'identity' },
    });
    const rows = (await plain.text()).trimEnd().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as Row).n)).toEqual([0, 1, 2]);
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="rows.ndjson"',
      'cache-control': 'private, no-store',
      vary: 'accept, accept-encoding',
    });
  });

  it.each<[string | undefined, Coding, (bytes: Buffer) => Buffer]>([
    [undefined, 'identity', (bytes) => bytes],
    ['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync],
    ['gzip;q=0, br', 'br', brotliDecompressSync],
    ['zstd;q=0.5, GZIP', 'gzip', gunzipSync],
    ['zstd;q=0, br;q=0, *', 'gzip', gunzipSync],
    ['*', 'zstd', zstdDecompressSync],
  ])('should be coded for Accept-Encoding: %s as every answer is: %s', async (accepted, coding, decode) => {
    list = new CountedList(3);
    const { rawPayload, headers } = await server.inject({
      url: '/export',
      headers: { accept: 'text/csv', ...(accepted === undefined ? {} : { 'accept-encoding': accepted }) },
    });
    expect(headers['content-encoding'] ?? 'identity').toBe(coding);
    expect(
      decode(rawPayload)
        .toString()
        .match(/^(n|\d),/gm),
    ).toEqual(['n,', '0,', '1,', '2,']);
  });

  it('should refuse a client who takes no coding at all', async () => {
    const { statusCode, body } = await server.inject({
      url: '/export',
      headers: { 'accept-encoding': '*;q=0' },
    });
    expect([statusCode, body]).toEqual([406, '{"code":"coding_not_acceptable"}']);
  });

  it('should read no further than a client takes, and no more once it has gone', async () => {
    const endless = (list = new CountedList(Infinity));
    const client = await paused();
    client.destroy();
    await endless.ended.promise;
    expect(endless.read * BATCH_BYTES).toBeLessThan(IN_FLIGHT);
  });

  it('should leave a client that takes nothing for too long', async () => {
    exports = new Exports({ EXPORT_CONCURRENCY: 1, EXPORT_IDLE_TIMEOUT: 100 });
    const endless = (list = new CountedList(Infinity));
    const client = await paused();
    await endless.ended.promise;
    expect(endless.read * BATCH_BYTES).toBeLessThan(IN_FLIGHT);
    client.destroy();
  });

  it('should break off where a row cannot be read, and say so properly before the first', async () => {
    list = new CountedList(10, 4);
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow('terminated');
    for (const coding of ['gzip', 'br', 'zstd']) {
      list = new CountedList(10, 4);
      const coded = fetch(url, { headers: { 'accept-encoding': coding } });
      await expect(coded.then((response) => response.text())).rejects.toThrow('terminated');
    }
    list = new CountedList(10, 0);
    expect((await fetch(url)).status).toBe(500);
  });

  it('should send no more at once than it may, and the next one when there is room', async () => {
    const endless = (list = new CountedList(Infinity));
    const client = await paused();
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(shed.refused.read()).toEqual([[{ reason: 'exports' }, 1]]);
    client.destroy();
    await endless.ended.promise;
    list = new CountedList(1);
    expect((await fetch(url)).status).toBe(200);
    // Neither does a refused or failed one keep a place.
    list = new CountedList(1, 0);
    await fetch(url);
    list = new CountedList(1);
    expect((await fetch(url, { headers: { accept: 'image/png' } })).status).toBe(406);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
  });

  it('should read every batch as the request that asked for it, whoever makes the stream go on', async () => {
    const seen: (string | undefined)[] = [];
    const counted = new CountedList(5);
    list = {
      async *rows() {
        for await (const rows of counted.rows()) {
          seen.push(context.getStore());
          yield rows;
        }
      },
    };
    await server.inject('/held');
    for await (const text of held ?? []) expect(text).toContain('xxx');
    expect(seen).toEqual(Array.from({ length: 5 }, () => seen[0]));
    expect(seen[0]).toBeDefined();
  });

  it('should break off what still runs when the process ends, and begin nothing', async () => {
    const endless = (list = new CountedList(Infinity));
    const client = await paused();
    const ended = exports.beforeApplicationShutdown(undefined, 1);
    expect((await fetch(url)).status).toBe(503);
    await ended;
    await endless.ended.promise;
    client.destroy();
  });
});
