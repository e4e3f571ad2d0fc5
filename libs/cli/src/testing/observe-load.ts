import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Role } from '@tenfold/identity';
import { Failure } from '../output/failure.js';
import { ApiClient, type ApiAnswer, type ApiRequest } from '../seed/api-client.js';
import { mintToken } from '../stack/mint-token.js';
import type { Profile } from '../stack/profile.js';
import { rolesOf } from '../stack/roles-of.js';

/** A journey each time, so that a laptop has cores left for what is measured. */
const PAUSE_MS = 200;

type Send = (request: ApiRequest) => Promise<ApiAnswer>;
type Journey = (send: Send, subject: string) => Promise<void>;

interface Products {
  readonly items: readonly { readonly sku: string }[];
}

/** Does a little of everything again and again, until the work is done. */
export async function withLoad<T>(profile: Profile, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const quizId = await publishQuiz(await sender(profile, 'author', `author-${randomUUID()}`));
  const repeat = async (role: Role, journey: Journey): Promise<void> => {
    while (!stop.signal.aborted) {
      // Another one each time: a quiz may be taken a few times only.
      const subject = `${role}-${randomUUID()}`;
      await journey(await sender(profile, role, subject), subject);
      await delay(PAUSE_MS);
    }
  };
  const load = Promise.all([
    repeat('customer', buy),
    repeat('learner', (send) => learn(send, quizId)),
    repeat('staff', look),
  ]);
  try {
    // A journey that fails ends all: nothing that is measured then would be worth it.
    return await Promise.race([work(), load.then(() => Promise.reject(new Failure('The load has ended.')))]);
  } finally {
    stop.abort();
    await load.catch(() => undefined);
  }
}

async function buy(send: Send, subject: string): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  const lines = [{ sku: 'TEA-1', title: 'Green tea', quantity: 2, unitPrice: '4.25' }];
  const place: ApiRequest = { method: 'POST', path: '/v1/orders', headers, body: { currency: 'EUR', lines } };
  const id = idOf(await send(place));
  await send(place);
  await send({ path: '/v1/orders?limit=10' });
  await send({ path: `/v1/orders/${id}/history` });
  await send({ path: `/v1/customers/${subject}/summary` });
  const { etag } = await send({ path: `/v1/orders/${id}` });
  await send({
    method: 'POST',
    path: `/v1/orders/${id}/cancel`,
    headers: { 'if-match': etag ?? '' },
    body: { reason: 'no longer wanted' },
  });
}

/** A quiz of its own: those that other tests have left may be closed, or show their questions inside an attempt only. */
async function publishQuiz(send: Send): Promise<string> {
  const questions = [{ type: 'true_false', prompt: 'The earth is round.', answer: true }];
  const id = idOf(
    await send({ method: 'POST', path: '/v1/quizzes', body: { title: 'Observed', questions } }),
  );
  await send({ method: 'POST', path: `/v1/quizzes/${id}/publish` });
  return id;
}

async function learn(send: Send, quizId: string): Promise<void> {
  await send({ path: '/v1/quizzes?limit=5' });
  await send({ path: `/v1/quizzes/${quizId}` });
  await send({ path: `/v1/quizzes/${quizId}/questions` });
  const id = idOf(await send({ method: 'POST', path: '/v1/attempts', body: { quizId } }));
  await send({ path: `/v1/attempts/${id}/questions` });
  await send({ method: 'POST', path: `/v1/attempts/${id}/submit` });
  await send({ path: `/v1/attempts/${id}/result` });
}

async function look(send: Send): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  await send({ path: '/v1/orders?limit=10' });
  await send({ path: `/v1/orders/days?from=${today}&to=${today}` });
  // A product is there once the first order of it has been added to the sums.
  const products = (await send({ path: '/v1/order-items/products?limit=1' })).body as unknown as Products;
  for (const { sku } of products.items) await send({ path: `/v1/order-items/products/${sku}` });
}

async function sender(profile: Profile, role: Role, subject: string): Promise<Send> {
  const api = new ApiClient(profile.gatewayUrl);
  const token = await mintToken(profile, { roles: rolesOf(role), subject });
  return (request) => api.send({ token, ...request });
}

function idOf({ body }: ApiAnswer): string {
  return String(body['id']);
}
