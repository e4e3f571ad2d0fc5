import type { Answer } from './client.js';
import { check, NoAnswer, unexpected } from './failures.js';

const answer = (status: number, body: unknown): Answer<unknown> => ({
  request: 'POST http://orders/v1/orders',
  requestId: 'r-1',
  status,
  headers: new Headers(),
  text: JSON.stringify(body),
  body,
});

describe(unexpected, () => {
  it.each([
    [
      { code: 'token_invalid', title: 'No', detail: 'wrong key' },
      'answered 401 token_invalid (wrong key): 201 was expected (request r-1)',
    ],
    [
      { code: 'token_invalid', title: 'No' },
      'answered 401 token_invalid (No): 201 was expected (request r-1)',
    ],
    [{ title: 'A quiz' }, 'answered 401: 201 was expected (request r-1)'],
    [undefined, 'answered 401: 201 was expected (request r-1)'],
    [null, 'answered 401: 201 was expected (request r-1)'],
  ])('should say what %j means', (body, message) => {
    expect(unexpected(answer(401, body), '201 was expected').message).toBe(
      `POST http://orders/v1/orders ${message}`,
    );
  });
});

describe(check, () => {
  it('should throw when the condition does not hold', () => {
    expect(() => check(true, answer(200, {}), 'fine')).not.toThrow();
    expect(() => check(false, answer(200, {}), 'the sums differ')).toThrow(
      'answered 200: the sums differ (request r-1)',
    );
  });
});

describe(NoAnswer, () => {
  it('should say who refused, not that a fetch has failed', () => {
    const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    expect(new NoAnswer('GET http://quiz', 'r-2', cause).message).toBe(
      'GET http://quiz got no answer: connect ECONNREFUSED 127.0.0.1:1 (request r-2)',
    );
  });
});
