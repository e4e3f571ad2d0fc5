/* eslint-disable @typescript-eslint/no-explicit-any -- what is wrong with a body should fail the expectation that reads it */
import { Cache, RedisStore } from '@tenfold/cache';
import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';
import { bucketOfId } from '@tenfold/ids';
import { NatsInvalidationBus } from '@tenfold/messaging';
import { Strategies } from '@tenfold/strategies';
import { ApiClient, unique, waitFor } from '@tenfold/testing';
import { QuizzesService } from '../src/quizzes/quizzes.service.js';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';
import { StandingClock } from './standing-clock.js';

const QUESTIONS = 100;
const WALKS = 10_000;

/** Real: HTTP, tokens, Postgres, Redis, NATS. Two instances of the application in one process, as two workers would be. */
describe('reads of published quizzes', () => {
  const clock = new StandingClock();
  let statements: string[] = [];
  let instances: QuizApp[];
  let author: string;

  let down = false;
  const listen = ({ name }: { name: string }): void => {
    if (down) throw new Error('the shards are down');
    statements.push(name);
  };
  const start = () => QuizApp.start(listen, { cacheClock: clock });
  /** Somebody who has changed nothing, and so sends no token of his own. */
  const stranger = (index: number) => new ApiClient(at(index).url, new ConsistencyMemory());
  const read = (index: number, path: string) => stranger(index).call<any>(path);
  const ofVersions = () => statements.filter((name) => name.startsWith('versions.'));
  const at = (index: number): QuizApp => instances[index % 2]!;
  const looks = () =>
    instances.reduce((sum, { app }) => {
      const { l2Hits, misses, negative, stale } = app.get(Cache).counters;
      return sum + l2Hits + misses + negative + stale;
    }, 0);

  beforeAll(async () => {
    instances = [await start(), await start()];
    author = await at(0).token(unique('author'), 'author');
    await waitFor(() =>
      instances.every(({ app }) => app.get(Cache).connected && app.get(NatsInvalidationBus).connected),
    );
  });

  afterAll(() => Promise.all(instances.map((one) => one.stop())));

  const published = async (): Promise<string> => {
    const questions = Array.from({ length: QUESTIONS }, (_, n) => ({
      type: 'true_false',
      prompt: `Is ${n} even?`,
      answer: n % 2 === 0,
    }));
    const body = quizBody({ questions });
    const created = await at(0).send('POST', '/v1/quizzes', { token: author, body });
    const { id } = created.body;
    expect((await at(0).send('POST', `/v1/quizzes/${id}/publish`, { token: author })).status).toBe(200);
    return id as string;
  };

  it(`should ask Postgres a handful of times for ${WALKS} walks, and nobody for the second walk`, async () => {
    const id = await published();
    statements = [];
    const walk = async (n: number): Promise<void> => {
      const quizzes = at(n).app.get(QuizzesService, { strict: false });
      for (let position = 1; position <= QUESTIONS; position += 1) {
        const placed = await quizzes.question(id, undefined, position);
        if (placed.position !== position) throw new Error(`${placed.position} instead of ${position}`);
      }
    };
    await Promise.all(Array.from({ length: WALKS }, (_, n) => walk(n)));
    // The pointer and the content, by each instance at most.
    expect(ofVersions().length).toBeLessThanOrEqual(4);
    const before = looks();
    statements = [];
    await Promise.all(Array.from({ length: WALKS / 10 }, (_, n) => walk(n)));
    expect(ofVersions()).toEqual([]);
    expect(looks()).toBe(before);
  }, 120_000);

  it('should serve the same over HTTP without asking anybody twice', async () => {
    const id = await published();
    statements = [];
    const walk = async (n: number): Promise<void> => {
      for (let position = 1; position <= QUESTIONS; position += 1) {
        const { status, body } = await read(n, `/v1/quizzes/${id}/questions/${position}`);
        expect([status, body.position]).toEqual([200, position]);
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => walk(n)));
    expect(ofVersions().length).toBeLessThanOrEqual(4);
  }, 60_000);

  it('should show a new version to its author at once, and to everybody when the bus has told', async () => {
    const id = await published();
    const url = `/v1/quizzes/${id}`;
    for (const n of [0, 1]) expect((await read(n, url)).body.version).toBe(1);
    const draft = await at(0).send('GET', `${url}/draft`, { token: author });
    const changed = await at(0).send('PUT', `${url}/draft`, {
      token: author,
      body: { ...draft.body.draft, title: 'Changed' },
      headers: { 'if-match': draft.headers.get('etag') ?? '' },
    });
    expect(changed.status).toBe(200);
    const second = await at(0).send('POST', `${url}/publish`, { token: author });
    const token = second.headers.get(CONSISTENCY_HEADER) ?? '';
    const own = await stranger(1).call<any>(url, { headers: { [CONSISTENCY_HEADER]: token } });
    expect(own.body).toMatchObject({ version: 2, title: 'Changed' });
    expect((await read(0, url)).body.version).toBe(2);
    await waitFor(async () => (await read(1, url)).body.version === 2);

    await at(1).send('POST', `${url}/archive`, { token: author });
    expect((await read(1, url)).status).toBe(404);
    await waitFor(async () => (await read(0, url)).status === 404);
  });

  it('should answer an author with a token although nobody has been told', async () => {
    const id = await published();
    const url = `/v1/quizzes/${id}`;
    await read(1, url);
    const bus = at(0).app.get(NatsInvalidationBus);
    const publish = bus.publish.bind(bus);
    bus.publish = () => undefined;
    const archived = await at(0).send('POST', `${url}/archive`, { token: author });
    bus.publish = publish;
    const headers = { [CONSISTENCY_HEADER]: archived.headers.get(CONSISTENCY_HEADER) ?? '' };
    expect((await read(1, url)).status).toBe(200);
    expect((await stranger(1).call<any>(url, { headers })).status).toBe(404);
    // Having heard of it, this process does not go back.
    expect((await read(1, url)).status).toBe(404);
  });

  it('should show everybody within a second although nobody has been told', async () => {
    const id = await published();
    const url = `/v1/quizzes/${id}`;
    await read(1, url);
    const bus = at(0).app.get(NatsInvalidationBus);
    const publish = bus.publish.bind(bus);
    bus.publish = () => undefined;
    await at(0).send('POST', `${url}/archive`, { token: author });
    bus.publish = publish;
    clock.pass(1_001);
    expect((await read(1, url)).status).toBe(404);
  });

  it('should answer the same with the cache and without it', async () => {
    const id = await published();
    const paths = ['', '?version=1', '?version=2', '/questions?limit=7', '/questions/100', '/questions/101'];
    const none = `/v1/quizzes/${id.slice(0, -4)}0000`;
    const urls = [...paths.map((path) => `/v1/quizzes/${id}${path}`), none];
    const one = at(0);
    const ask = () =>
      Promise.all(
        urls.map(async (url) => {
          const { status, text, headers } = await read(0, url);
          const body = status < 400 ? text : text.replace(/"requestId":"[^"]*"/, '');
          return [url, status, body, headers.get('etag'), headers.get('cache-control')];
        }),
      );
    const filled = await ask();
    const hit = await ask();
    const strategies = one.app.get(Strategies);
    strategies.set({ cache: false });
    statements = [];
    const off = await ask();
    const naive = ofVersions().length;
    const again = await ask();
    const twice = ofVersions().length;
    strategies.set({ cache: true });
    const on = await ask();
    for (const other of [hit, off, again, on]) expect(other).toEqual(filled);
    expect(twice).toBe(2 * naive);
  });

  it('should answer what it has while the shards are down', async () => {
    const id = await published();
    const url = `/v1/quizzes/${id}/questions/5`;
    const fresh = await read(0, url);
    await read(1, url);
    // The pointer is not to be trusted any more, and cannot be had anew.
    await at(0)
      .app.get(RedisStore)
      .mark(`quiz:{b${bucketOfId(id)}}:current:${id}`, 'nobody', 1);
    clock.pass(60_000);
    down = true;
    for (const n of [0, 1]) {
      const stale = await read(n, url);
      expect([stale.status, stale.text]).toEqual([200, fresh.text]);
      expect(at(n).app.get(Cache).counters.stale).toBeGreaterThan(0);
    }
    down = false;
  });
});
