import { statement } from '@tenfold/database';
import { bucketOfId, newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. Nothing is replaced. */
describe('authoring and reading quizzes', () => {
  let quiz: QuizApp;
  let author: string;
  let stranger: string;
  let admin: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
    stranger = await quiz.token(unique('author'), 'author');
    admin = await quiz.token(unique('admin'), 'admin');
  });

  afterAll(() => quiz.stop());

  const create = async (overrides = {}) => {
    const answer = await quiz.send('POST', '/v1/quizzes', { token: author, body: quizBody(overrides) });
    expect(answer.status).toBe(201);
    return answer;
  };

  const publish = (id: string) => quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });

  it('should lead a quiz from draft to archive', async () => {
    const created = await create();
    const { id } = created.body;
    expect(created.headers.get('location')).toBe(`/v1/quizzes/${id}/draft`);
    expect(created.body).toMatchObject({
      status: 'draft',
      publishedVersion: null,
      hasUnpublishedChanges: true,
    });
    expect((await quiz.send('GET', `/v1/quizzes/${id}`)).status).toBe(404);

    const published = await publish(id);
    expect(published).toMatchObject({ status: 200, body: { status: 'published', publishedVersion: 1 } });
    expect((await quiz.send('GET', `/v1/quizzes/${id}`)).body).toMatchObject({
      id,
      version: 1,
      questionCount: 7,
    });

    const known = { token: author, headers: { 'if-none-match': published.headers.get('etag') ?? '' } };
    expect((await quiz.send('GET', `/v1/quizzes/${id}/draft`, known)).status).toBe(304);

    const changed = { ...published.body.draft, title: 'Changed' };
    const replaced = await quiz.send('PUT', `/v1/quizzes/${id}/draft`, {
      token: author,
      body: changed,
      headers: { 'if-match': published.headers.get('etag') ?? '' },
    });
    expect(replaced).toMatchObject({
      status: 200,
      body: { hasUnpublishedChanges: true, publishedVersion: 1 },
    });
    expect((await publish(id)).body.publishedVersion).toBe(2);
    expect((await quiz.send('GET', `/v1/quizzes/${id}`)).body).toMatchObject({
      version: 2,
      title: 'Changed',
    });
    expect((await quiz.send('GET', `/v1/quizzes/${id}?version=1`)).body).toMatchObject({ version: 1 });
    expect((await quiz.send('GET', `/v1/quizzes/${id}?version=3`)).body.code).toBe('quiz_not_found');

    const archived = await quiz.send('POST', `/v1/quizzes/${id}/archive`, { token: author });
    expect(archived.body.status).toBe('archived');
    expect((await quiz.send('GET', `/v1/quizzes/${id}`)).status).toBe(404);
    expect((await publish(id)).body.code).toBe('quiz_state_conflict');
  });

  it('should publish nothing new when nothing has changed', async () => {
    const { id } = (await create()).body;
    const first = await publish(id);
    const again = await publish(id);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    const same = await quiz.send('PUT', `/v1/quizzes/${id}/draft`, {
      token: author,
      body: first.body.draft,
      headers: { 'if-match': first.headers.get('etag') ?? '' },
    });
    expect(same.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await publish(id)).body.publishedVersion).toBe(1);
  });

  it('should make one version of concurrent publications', async () => {
    const { id } = (await create()).body;
    const answers = await Promise.all(Array.from({ length: 8 }, () => publish(id)));
    expect(answers.map(({ status, body }) => [status, body.publishedVersion])).toEqual(
      answers.map(() => [200, 1]),
    );
  });

  it('should keep published versions as they are, in the database too', async () => {
    const { id } = (await create()).body;
    await publish(id);
    const shard = quiz.shards.forId(id);
    for (const table of ['quiz_version', 'quiz_question', 'quiz_version_key']) {
      const update = statement(
        `test.${table}`,
        `UPDATE quiz.${table} SET version = 9 WHERE bucket = $1 AND quiz_id = $2`,
      );
      await expect(shard.query(update, [bucketOfId(id), id])).rejects.toThrow('is immutable');
    }
  });

  it('should ask for the state that an update was decided on', async () => {
    const created = await create();
    const url = `/v1/quizzes/${created.body.id}/draft`;
    const body = quizBody();
    expect((await quiz.send('PUT', url, { token: author, body })).status).toBe(428);
    const etag = created.headers.get('etag') ?? '';
    const writes = await Promise.all(
      [1, 2, 3].map((n) =>
        quiz.send('PUT', url, {
          token: author,
          body: { ...body, title: `T${n}` },
          headers: { 'if-match': etag },
        }),
      ),
    );
    expect(writes.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
    expect((await quiz.send('DELETE', `/v1/quizzes/${created.body.id}`, { token: author })).status).toBe(428);
  });

  it('should delete only what was never published', async () => {
    const created = await create();
    const { id } = created.body;
    const headers = { 'if-match': created.headers.get('etag') ?? '' };
    expect((await quiz.send('DELETE', `/v1/quizzes/${id}`, { token: author, headers })).status).toBe(204);
    expect((await quiz.send('GET', `/v1/quizzes/${id}/draft`, { token: author })).status).toBe(404);
    const published = await publish((await create()).body.id);
    const refused = await quiz.send('DELETE', `/v1/quizzes/${published.body.id}`, {
      token: author,
      headers: { 'if-match': published.headers.get('etag') ?? '' },
    });
    expect(refused.body.code).toBe('quiz_state_conflict');
  });

  it('should answer the same reference with the quiz that is there', async () => {
    const body = quizBody({ source: 'test', externalReference: unique('ref') });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => quiz.send('POST', '/v1/quizzes', { token: author, body })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    const other = await quiz.send('POST', '/v1/quizzes', { token: stranger, body });
    expect(other.status).toBe(201);
  });

  it('should answer a stranger about a foreign quiz exactly as about none', async () => {
    const created = await create();
    const { id } = created.body;
    const none = newId(bucketOfId(id));
    const calls = [
      ['GET', 'draft'],
      ['PUT', 'draft'],
      ['POST', 'publish'],
      ['POST', 'archive'],
      ['DELETE', ''],
    ] as const;
    for (const [method, tail] of calls) {
      const ask = async (quizId: string) => {
        const path = `/v1/quizzes/${quizId}${tail === '' ? '' : `/${tail}`}`;
        const sent = method === 'PUT' ? { body: quizBody({ title: 'x' }) } : {};
        const { status, body } = await quiz.send(method, path, {
          token: stranger,
          headers: { 'if-match': created.headers.get('etag') ?? '' },
          ...sent,
        });
        return { status, ...body, instance: '', requestId: '' };
      };
      expect(await ask(id)).toEqual(await ask(none));
      expect((await ask(id)).status).toBe(404);
    }
    expect((await quiz.send('GET', `/v1/quizzes/${id}/draft`, { token: admin })).status).toBe(200);
  });

  it('should list published quizzes newest first, page by page, while new ones arrive', async () => {
    const category = unique('category');
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { id } = (await create({ category, tags: n % 2 === 0 ? ['even'] : [] })).body;
      await publish(id);
      ids.unshift(id);
    }
    const seen: string[] = [];
    let url: string | undefined = `/v1/quizzes?category=${category}&limit=2`;
    while (url !== undefined) {
      const page = await quiz.send('GET', url);
      seen.push(...page.body.items.map((card: { id: string }) => card.id));
      url = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      await publish((await create({ category })).body.id);
    }
    expect(seen).toEqual(ids);
    const tagged = await quiz.send('GET', `/v1/quizzes?category=${category}&tag=even&language=en`);
    expect(tagged.body.items).toHaveLength(3);
  });

  it('should refuse a cursor of another list, and an altered one', async () => {
    const category = unique('category');
    for (const _ of [1, 2]) await publish((await create({ category })).body.id);
    const { nextCursor } = (await quiz.send('GET', `/v1/quizzes?category=${category}&limit=1`)).body;
    for (const url of [
      `/v1/quizzes?cursor=${nextCursor}`,
      `/v1/quizzes?category=${category}&cursor=${nextCursor}x`,
    ]) {
      expect((await quiz.send('GET', url)).body).toMatchObject({ status: 400, code: 'cursor_invalid' });
    }
  });

  it('should read questions one at a time and by page, and answer 304', async () => {
    const { id } = (await create()).body;
    await publish(id);
    const first = await quiz.send('GET', `/v1/quizzes/${id}/questions?limit=4`);
    expect(first.body.items.map((item: { position: number }) => item.position)).toEqual([1, 2, 3, 4]);
    const second = await quiz.send(
      'GET',
      `/v1/quizzes/${id}/questions?limit=4&cursor=${first.body.nextCursor}`,
    );
    expect(second.body.items.map((item: { position: number }) => item.position)).toEqual([5, 6, 7]);
    expect(second.body.nextCursor).toBeNull();

    const one = await quiz.send('GET', `/v1/quizzes/${id}/questions/3`);
    expect(one.body).toEqual(first.body.items[2]);
    const again = await quiz.send('GET', `/v1/quizzes/${id}/questions/3`, {
      headers: { 'if-none-match': one.headers.get('etag') ?? '' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await quiz.send('GET', `/v1/quizzes/${id}/questions/8`)).body.code).toBe('question_not_found');
  });

  it('should list the quizzes of their author, drafts too', async () => {
    const token = await quiz.token(unique('author'), 'author');
    for (const _ of [1, 2, 3]) await quiz.send('POST', '/v1/quizzes', { token, body: quizBody() });
    const page = await quiz.send('GET', '/v1/quizzes/mine?limit=2', { token });
    expect(page.body.items).toHaveLength(2);
    const rest = await quiz.send('GET', `/v1/quizzes/mine?limit=2&cursor=${page.body.nextCursor}`, { token });
    expect(rest.body.items).toHaveLength(1);
    const foreign = await quiz.send('GET', `/v1/quizzes/mine?cursor=${page.body.nextCursor}`, {
      token: author,
    });
    expect(foreign.body.code).toBe('cursor_invalid');
  });

  it.each([
    ['NUL', '{"title":"a\\u0000b","questions":[{"type":"true_false","prompt":"p","answer":true}]}', '/title'],
    [
      'half a pair',
      '{"title":"\\ud800","questions":[{"type":"true_false","prompt":"p","answer":true}]}',
      '/title',
    ],
    [
      'a huge number',
      '{"title":"t","questions":[{"type":"true_false","prompt":"p","answer":true,"millipoints":1e400}]}',
      '/questions/0/millipoints',
    ],
    [
      'two right options',
      '{"title":"t","questions":[{"type":"single","prompt":"p","options":[{"text":"a","correct":true},{"text":"b","correct":true}]}]}',
      '/questions/0/options',
    ],
    [
      'an unknown member',
      '{"title":"t","ttl":1,"questions":[{"type":"true_false","prompt":"p","answer":true}]}',
      '/ttl',
    ],
    ['an unknown type', '{"title":"t","questions":[{"type":"essay","prompt":"p"}]}', '/questions/0/type'],
    ['no questions', '{"title":"t","questions":[]}', '/questions'],
    [
      'an empty range',
      '{"title":"t","questions":[{"type":"numeric","prompt":"p","accepted":{"kind":"range","min":"2","max":"1"}}]}',
      '/questions/0/accepted/max',
    ],
    [
      'closing before opening',
      '{"title":"t","settings":{"opensAt":"2030-01-02T00:00:00Z","closesAt":"2030-01-01T00:00:00Z"},"questions":[{"type":"true_false","prompt":"p","answer":true}]}',
      '/settings/closesAt',
    ],
  ])('should name the place of %s', async (_case, raw, pointer) => {
    const answer = await quiz.send('POST', '/v1/quizzes', { token: author, body: raw });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it.each([
    ['/v1/quizzes?limit=0', 'limit'],
    ['/v1/quizzes?fields=key', 'fields'],
    ['/v1/quizzes?tag=%00', 'tag'],
    ['/v1/quizzes/mine%00', 'quizId'],
    ['/v1/quizzes/00000000-0000-4000-8000-000000000000', 'quizId'],
    [`/v1/quizzes/${newId(1)}/questions/0`, 'position'],
    [`/v1/quizzes/${newId(1)}/questions/1?version=1e9`, 'version'],
    [`/v1/quizzes/${newId(1)}?expand=key`, 'expand'],
  ])('should name the parameter that is wrong in %s', async (url, parameter) => {
    const { status, body } = await quiz.send('GET', url);
    expect([status, body.code, body.errors[0].parameter]).toEqual([400, 'validation_failed', parameter]);
  });
});
