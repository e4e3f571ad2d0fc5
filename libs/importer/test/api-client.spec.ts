import { ApiClient } from '../src/client/api-client.js';
import { ApiRefusal, ApiUnavailable } from '../src/client/api-errors.js';
import { RETRY } from '../src/client/retry-policy.js';
import { OrderSender } from '../src/orders/order-sender.js';
import { growQuiz, sendQuiz } from '../src/quizzes/quiz-sender.js';
import type { ScriptedAnswer, ScriptedRequest } from './scripted-server.js';
import { scriptedServer } from './scripted-server.js';

type Server = Awaited<ReturnType<typeof scriptedServer>>;

let server: Server;
const told: string[] = [];
afterEach(() => server.close());

async function clientOf(answer: (request: ScriptedRequest, index: number) => ScriptedAnswer, attempts = 4) {
  server = await scriptedServer(answer);
  const retry = { ...RETRY, attempts, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 };
  told.length = 0;
  return new ApiClient({ url: server.url, token: 'secret', retry, onRetry: (reason) => told.push(reason) });
}

describe(ApiClient, () => {
  it('should send again after overload, rate limits and broken connections', async () => {
    const script: ScriptedAnswer[] = [
      { status: 503 },
      'cut',
      { status: 429, headers: { 'retry-after': '1' } },
    ];
    const client = await clientOf((_, index) => script[index] ?? { status: 200, body: { ok: true } });
    expect(await client.post('/v1/x', { a: 1 })).toMatchObject({ status: 200, body: { ok: true } });
    expect(told).toEqual(['status 503', expect.any(String), 'status 429']);
    expect(server.requests).toHaveLength(4);
    expect(server.requests[3]).toMatchObject({ body: { a: 1 }, headers: { authorization: 'Bearer secret' } });
  });

  it('should give up after its attempts and say why', async () => {
    const client = await clientOf(() => ({ status: 503 }));
    await expect(client.get('/v1/x')).rejects.toThrow(ApiUnavailable);
    expect(server.requests).toHaveLength(4);
  });

  it('should not repeat what was refused and should read the problem', async () => {
    const errors = [{ pointer: '/a', code: 'x', detail: 'too small' }];
    const client = await clientOf(() => ({
      status: 422,
      body: { code: 'validation_failed', detail: 'no', errors },
    }));
    const refusal = await client.post('/v1/x', {}).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiRefusal);
    expect(refusal).toMatchObject({
      status: 422,
      code: 'validation_failed',
      detail: 'too small',
      errors: [{ pointer: '/a' }],
    });
    expect(server.requests).toHaveLength(1);
  });

  it('should name a refusal without a problem by its status', async () => {
    const client = await clientOf(() => ({ status: 413, body: 'nginx' }));
    await expect(client.get('/v1/x')).rejects.toMatchObject({ code: 'http_413' });
  });
});

describe(OrderSender, () => {
  const orders = ['1', '2', '3', '4', '5', '6', '7'].map((externalReference) => ({
    externalReference,
    placedAt: '2010-12-01T08:26:00.000Z',
    kind: 'sale' as const,
    customerId: null,
    currency: 'GBP',
    country: null,
    lines: [],
  }));
  const referencesOf = ({ body }: ScriptedRequest) =>
    (body as { orders: { externalReference: string }[] }).orders.map(
      ({ externalReference }) => externalReference,
    );
  const created = (request: ScriptedRequest): ScriptedAnswer => ({
    status: 200,
    body: {
      results: referencesOf(request).map((externalReference) => ({ externalReference, outcome: 'created' })),
    },
  });

  it('should halve a batch until the order to blame stands alone', async () => {
    const bad = new Set(['3', '7']);
    const client = await clientOf((request) =>
      referencesOf(request).some((reference) => bad.has(reference))
        ? { status: 400, body: { code: 'validation_failed', detail: 'bad' } }
        : created(request),
    );
    const results = await new OrderSender(client, 'shop').send(orders);
    expect(results.map(({ externalReference }) => externalReference)).toEqual(
      orders.map((o) => o.externalReference),
    );
    expect(results.filter(({ outcome }) => outcome === 'rejected').map((r) => r.externalReference)).toEqual([
      '3',
      '7',
    ]);
  });

  it('should leave out at once the orders that a refusal names', async () => {
    const client = await clientOf((request, index) => {
      const errors = [{ pointer: '/orders/1/lines/4/sku', detail: 'no sku' }];
      return index === 0 ? { status: 400, body: { code: 'validation_failed', errors } } : created(request);
    });
    const results = await new OrderSender(client, 'shop').send(orders);
    expect(server.requests).toHaveLength(2);
    expect(results[1]).toEqual({
      externalReference: '2',
      outcome: 'rejected',
      code: 'validation_failed',
      detail: 'no sku',
      pointer: '/orders/1/lines/4/sku',
    });
    expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(6);
  });

  it('should stop when the caller is refused, not look for an order to blame', async () => {
    const client = await clientOf(() => ({ status: 403, body: { code: 'forbidden', detail: 'admin only' } }));
    await expect(new OrderSender(client, 'shop').send(orders)).rejects.toThrow('admin only');
    expect(server.requests).toHaveLength(1);
  });

  it('should not trust results that are for other orders', async () => {
    const client = await clientOf((request) => {
      const results = referencesOf(request).reverse();
      return {
        status: 200,
        body: { results: results.map((externalReference) => ({ externalReference, outcome: 'created' })) },
      };
    });
    await expect(new OrderSender(client, 'shop').send(orders)).rejects.toThrow('in the place of another');
  });
});

describe(sendQuiz, () => {
  const question = (number: number) => ({
    number,
    raw: `raw ${number}`,
    category: 'Music',
    question: { type: 'true_false', prompt: `p${number}`, difficulty: 'easy', answer: true } as const,
  });
  const draft = {
    source: 'opentdb',
    externalReference: 'music/01',
    title: 'Music',
    description: '',
    category: 'Music',
    tags: ['Music'],
    language: 'en',
    licence: 'CC-BY-SA-4.0',
    attribution: 'them',
  };
  const quiz = { draft, questions: [question(1), question(2), question(3)] };
  const stored = (status: string, prompts = ['p1', 'p2', 'p3']) => ({
    id: 'q1',
    status,
    draft: { title: 'Music', questions: prompts.map((prompt) => ({ prompt })) },
  });
  const known = (prompts: string[]) => ({
    ...stored('published', prompts),
    ...{ status: 'published' as const, hasUnpublishedChanges: false, etag: '"1"' },
  });

  it('should create and publish', async () => {
    const client = await clientOf(({ path }) =>
      path === '/v1/quizzes'
        ? { status: 201, body: stored('draft') }
        : { status: 200, body: stored('published') },
    );
    expect(await sendQuiz(client, quiz)).toEqual({ fate: 'imported', imported: 3, existing: 0, rejects: [] });
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/quizzes', '/v1/quizzes/q1/publish']);
  });

  it('should publish what a killed run has created, and leave alone what is published', async () => {
    const client = await clientOf((_, index) => ({
      status: 200,
      body: stored(index < 2 ? 'draft' : 'published'),
    }));
    expect(await sendQuiz(client, quiz)).toMatchObject({ fate: 'existing', existing: 3 });
    expect(await sendQuiz(client, quiz)).toMatchObject({ fate: 'existing', existing: 3 });
    expect(server.requests).toHaveLength(3);
  });

  it('should say which quiz it found when what exists has other questions', async () => {
    const client = await clientOf(() => ({ status: 200, body: stored('published', ['p1', 'px', 'p3']) }));
    await expect(sendQuiz(client, quiz)).rejects.toMatchObject({ reference: 'music/01', id: 'q1' });
  });

  it('should leave out the questions that are refused and store the others', async () => {
    const errors = [{ pointer: '/questions/1/prompt', detail: 'too long' }];
    const client = await clientOf((_, index) =>
      index === 0
        ? { status: 400, body: { code: 'validation_failed', errors } }
        : { status: 201, body: stored('published') },
    );
    const outcome = await sendQuiz(client, quiz);
    expect(outcome).toMatchObject({ fate: 'imported', imported: 2 });
    expect(outcome.rejects).toEqual([
      {
        invoice: 'Music',
        code: 'validation_failed',
        detail: 'too long at /questions/1/prompt',
        lines: [{ line: 2, cause: true, raw: 'raw 2' }],
      },
    ]);
  });

  it('should reject all questions of a quiz that is refused as a whole', async () => {
    const client = await clientOf(() => ({
      status: 400,
      body: { code: 'validation_failed', detail: 'title' },
    }));
    const outcome = await sendQuiz(client, quiz);
    expect(outcome).toMatchObject({ fate: 'rejected', imported: 0 });
    expect(outcome.rejects).toHaveLength(3);
  });

  it('should append to what a quiz has by now, when somebody has edited it since it was read', async () => {
    const client = await clientOf(({ method, headers }) => {
      if (method === 'PUT' && headers['if-match'] === '"1"')
        return { status: 412, body: { code: 'precondition_failed' } };
      return { status: 200, body: stored('published', ['p1', 'theirs']), headers: { etag: '"2"' } };
    });
    const outcome = await growQuiz(client, known(['p1']), 'Music', [question(2)]);
    expect(outcome).toMatchObject({ fate: 'existing', imported: 1, rejects: [] });
    const puts = server.requests.filter(({ method }) => method === 'PUT');
    const sent = puts.at(-1)?.body as { questions: { prompt: string }[] };
    expect(sent.questions.map(({ prompt }) => prompt)).toEqual(['p1', 'theirs', 'p2']);
    expect(puts.at(-1)?.headers['if-match']).toBe('"2"');
  });

  it('should not append twice what was stored though its answer was lost', async () => {
    const client = await clientOf(({ method }) =>
      method === 'PUT'
        ? { status: 412, body: { code: 'precondition_failed' } }
        : { status: 200, body: stored('published', ['p1', 'p2']), headers: { etag: '"2"' } },
    );
    expect(await growQuiz(client, known(['p1']), 'Music', [question(2)])).toMatchObject({ imported: 1 });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /v1/quizzes/q1/draft',
      'GET /v1/quizzes/q1/draft',
      'POST /v1/quizzes/q1/publish',
    ]);
  });

  it('should publish what a killed run has appended, and ask nothing where all is published', async () => {
    const client = await clientOf(() => ({ status: 200, body: stored('published') }));
    await growQuiz(client, known(['p1']), 'Music', []);
    expect(server.requests).toEqual([]);
    await growQuiz(client, { ...known(['p1']), hasUnpublishedChanges: true }, 'Music', []);
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/quizzes/q1/publish']);
  });
});
