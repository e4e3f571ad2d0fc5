import { newId } from '@tenfold/ids';
import { ApiClient, mintToken, unique, variable } from '@tenfold/testing';
import { documentedPaths } from './documented-paths.js';

/** Of these a repetition changes nothing by itself: they name what they change. */
const CREATES_NOTHING = [
  '/v1/quizzes/{quizId}/publish',
  '/v1/quizzes/{quizId}/archive',
  '/v1/attempts/{attemptId}/submit',
  '/v1/orders/{orderId}/transitions',
  '/v1/orders/{orderId}/cancel',
];

describe('Idempotency-Key', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const posts = Object.entries(documentedPaths()).flatMap(([path, { post }]) =>
    post === undefined || CREATES_NOTHING.includes(path) ? [] : [{ path, post }],
  );
  let tokens: string[];

  beforeAll(async () => {
    const roles = [['author'], ['learner'], ['customer'], ['admin']] as const;
    tokens = await Promise.all(roles.map((role) => mintToken(unique('anybody'), ...role)));
  });

  it.each(posts)('should be documented of POST $path, which creates something', ({ post }) => {
    const headers = post.parameters?.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
    expect(headers).toContain('Idempotency-Key');
  });

  it.each(posts)('should be read by POST $path: a bad one is refused by name', async ({ path }) => {
    const url = path.replaceAll(/\{\w+\}/g, () => newId(7));
    const headers = { 'idempotency-key': 'two words' };
    const answers = await Promise.all(
      tokens.map((token) => api.call<Refused>(url, { method: 'POST', token, headers, body: {} })),
    );
    const refused = answers.filter(({ status }) => status === 400);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body } of refused)
      expect(body.errors?.map(({ header }) => header)).toEqual(['Idempotency-Key']);
  });
});

interface Refused {
  readonly errors?: readonly { readonly header?: string }[];
}
