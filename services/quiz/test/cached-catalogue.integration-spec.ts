/* eslint-disable @typescript-eslint/no-explicit-any -- what is wrong with a body should fail the expectation that reads it */
import { AnswerLane } from '@tenfold/bootstrap';
import { Cache } from '@tenfold/cache';
import { AppError } from '@tenfold/errors';
import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';
import { bucketOfId } from '@tenfold/ids';
import { NatsInvalidationBus } from '@tenfold/messaging';
import { Strategies } from '@tenfold/strategies';
import { ApiClient, unique, waitFor } from '@tenfold/testing';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';
import { StandingClock } from './standing-clock.js';

const SHARDS = 2;
const READERS = 300;
const QUIZZES = 5;

/** Real: HTTP, tokens, Postgres (two shards), Redis, NATS. Two instances of the application, as two workers would be. */
describe('the list of published quizzes', () => {
  const clock = new StandingClock();
  let statements: string[] = [];
  let away = 0;
  let instances: QuizApp[];
  let author: string;
  let tag: string;

  const listen = ({ name }: { name: string }): void => {
    if (!name.startsWith('catalogue.')) return;
    if (away > 0) {
      away -= 1;
      throw new AppError('dependency_unavailable');
    }
    statements.push(name);
  };
  const at = (index: number): QuizApp => instances[index % instances.length]!;
  /** Of somebody who has changed nothing, and so sends no token of his own. */
  const read = (index: number, path: string, headers: Record<string, string> = {}) =>
    new ApiClient(at(index).url, new ConsistencyMemory()).call<any>(path, { headers });
  const titles = async (index: number, headers?: Record<string, string>): Promise<string[]> =>
    (await read(index, `/v1/quizzes?tag=${tag}`, headers)).body.items.map((card: any) => card.title);
  const looks = () =>
    instances.reduce((sum, { app }) => {
      const { l2Hits, misses, stale, loads } = app.get(Cache).counters;
      return sum + l2Hits + misses + stale + loads;
    }, 0);
  /** A replica that is late, busy or away is asked, and then its primary: that is one read and two statements. */
  const refused = (): number =>
    at(0)
      .shards.all()
      .reduce(
        (sum, { counters: { fallbacks } }) => sum + fallbacks.late + fallbacks.busy + fallbacks.down,
        0,
      );
  const publish = async (): Promise<{ title: string; token: string }> => {
    const body = quizBody({ tags: [tag] });
    const { id } = (await at(0).send('POST', '/v1/quizzes', { token: author, body })).body;
    const published = await at(0).send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    return { title: body.title, token: published.headers.get(CONSISTENCY_HEADER) ?? '' };
  };

  beforeAll(async () => {
    const start = () => QuizApp.start(listen, { cacheClock: clock });
    instances = [await start(), await start()];
    author = await at(0).token(unique('author'), 'author');
    await waitFor(() =>
      instances.every(({ app }) => app.get(Cache).connected && app.get(NatsInvalidationBus).connected),
    );
  });

  beforeEach(async () => {
    tag = unique('tag').slice(0, 50);
    for (let n = 0; n < QUIZZES; n += 1) await publish();
    statements = [];
  });

  afterAll(() => Promise.all(instances.map((one) => one.stop())));

  it('should ask each shard once for all readers of an instance, and nobody for those that follow', async () => {
    const ask = () => Promise.all(Array.from({ length: READERS }, (_, n) => titles(n)));
    for (const found of await ask()) expect(found).toHaveLength(QUIZZES);
    // By each instance at most: a busy machine may take longer than Redis keeps the page.
    expect(statements.length).toBeLessThanOrEqual(SHARDS * instances.length);
    const before = looks();
    statements = [];
    await ask();
    expect([statements, looks()]).toEqual([[], before]);
    clock.pass(1_001);
    await ask();
    expect(statements.length).toBeLessThanOrEqual(SHARDS * instances.length);
  });

  it('should be one page whatever the order of its parameters and the choice of its fields', async () => {
    const url = `/v1/quizzes?tag=${tag}&limit=3`;
    const whole = await read(0, url);
    statements = [];
    const before = looks();
    const other = await read(0, `/v1/quizzes?limit=3&tag=${tag}`);
    expect(other.text).toBe(whole.text);
    for (const fields of ['id', 'title,id', 'tags,questionCount']) {
      const { body, headers } = await read(0, `${url}&fields=${fields}`);
      const cut = (card: any) => Object.fromEntries(fields.split(',').map((name) => [name, card[name]]));
      expect(body.items).toEqual(whole.body.items.map(cut));
      expect(headers.get('etag')).not.toBe(whole.headers.get('etag'));
    }
    expect([statements, looks()]).toEqual([[], before]);
  });

  it('should show a publication to its author at once, and to everybody within a second', async () => {
    for (const n of [0, 1]) expect(await titles(n)).toHaveLength(QUIZZES);
    const bus = at(0).app.get(NatsInvalidationBus);
    const tell = bus.publish.bind(bus);
    bus.publish = () => undefined;
    const { title, token } = await publish().finally(() => (bus.publish = tell));
    expect(await titles(1, { [CONSISTENCY_HEADER]: token })).toContain(title);
    expect(await titles(0)).toHaveLength(QUIZZES);
    // The end of it in Redis is by the clock of Redis.
    const sees = async (n: number): Promise<boolean> => {
      clock.pass(1_001);
      return (await titles(n)).includes(title);
    };
    for (const n of [0, 1]) await waitFor(() => sees(n));
  });

  it('should not keep a page that lacks the rows of a shard', async () => {
    away = 1;
    const url = `/v1/quizzes?tag=${tag}&limit=4`;
    const { body, headers } = await read(0, url);
    expect([body.incomplete, headers.get('cache-control')]).toEqual([true, 'no-store']);
    const whole = await read(0, url);
    expect([whole.body.incomplete, whole.body.items.length]).toEqual([undefined, 4]);
  });

  it('should answer the same with the cache and without it', async () => {
    const first = await read(0, `/v1/quizzes?tag=${tag}&limit=2`);
    const second = await read(0, `/v1/quizzes?tag=${tag}&limit=2&cursor=${first.body.nextCursor}`);
    const cursors = [first.body.nextCursor, second.body.nextCursor, second.body.previousCursor];
    const queries = [
      ...['', '&limit=2', '&limit=2&fields=id,title', '&language=en', '&category=none', '&cursor=abc'],
      ...cursors.map((cursor) => `&limit=2&cursor=${cursor}`),
    ];
    const ask = () =>
      Promise.all(
        queries.map(async (query) => {
          const { status, text, headers } = await read(0, `/v1/quizzes?tag=${tag}${query}`);
          const body = text.replace(/"requestId":"[^"]*"/, '');
          return [query, status, body, ...['etag', 'link', 'cache-control'].map((name) => headers.get(name))];
        }),
      );
    const filled = await ask();
    const hit = await ask();
    const strategies = at(0).app.get(Strategies);
    strategies.set({ cache: false });
    statements = [];
    const refusals = refused();
    const off = await ask();
    const asked = statements.length - (refused() - refusals);
    strategies.set({ cache: true });
    const on = await ask();
    for (const other of [hit, off, on]) expect(other).toEqual(filled);
    expect(asked).toBe(SHARDS * (queries.length - 1));
  });
});

/** As above, by the clock that goes: what is kept in front of the framework lives by that one. */
describe('the list of published quizzes in front of the framework', () => {
  let quiz: QuizApp;

  beforeAll(async () => {
    quiz = await QuizApp.start();
  });
  afterAll(() => quiz.stop());

  it('should be answered there, and never with the fields of another request', async () => {
    const author = await quiz.token(unique('author'), 'author');
    const tag = unique('tag').slice(0, 50);
    const body = quizBody({ tags: [tag] });
    const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body })).body;
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    const api = new ApiClient(quiz.url, new ConsistencyMemory());
    const ask = async (query: string) => (await api.call<any>(`/v1/quizzes?tag=${tag}${query}`)).body.items;
    const { counters } = quiz.app.get(AnswerLane);
    const lane = quiz.app.get(AnswerLane);
    await waitFor(async () => {
      for (let n = 0; n < 2; n += 1) {
        expect(await ask('')).toMatchObject([{ id, title: body.title, tags: [tag] }]);
        expect(await ask('&fields=id')).toEqual([{ id }]);
        expect(await ask('&fields=title')).toEqual([{ title: body.title }]);
      }
      return lane.counters.hits >= counters.hits + 3;
    });
  });

  it('should have all questions of a quiz again once one of them was asked for anew', async () => {
    const author = await quiz.token(unique('author'), 'author');
    const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body: quizBody() })).body;
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    const api = new ApiClient(quiz.url, new ConsistencyMemory());
    const ask = async (position: number) =>
      (await api.call<any>(`/v1/quizzes/${id}/questions/${position}`)).status;
    const lane = quiz.app.get(AnswerLane);
    await waitFor(async () => {
      const { hits } = lane.counters;
      for (const position of [1, 2, 1, 2]) expect(await ask(position)).toBe(200);
      return lane.counters.hits === hits + 4;
    });
    // Which version the quiz is at is what both are made of: asked for anew behind the answer that was too old to be repeated.
    const pointer = () => quiz.app.get(Cache).held(`quiz:{b${bucketOfId(id)}}:current:${id}`)?.until ?? 0;
    const before = pointer();
    const { misses } = lane.counters;
    await waitFor(async () => {
      await ask(1);
      return lane.counters.misses > misses;
    });
    await waitFor(() => pointer() > before);
    const { hits } = lane.counters;
    await ask(2);
    expect(lane.counters.hits).toBe(hits + 1);
  });
});
