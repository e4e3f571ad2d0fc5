import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MintOptions } from '@tenfold/identity';
import { fingerprint } from '../processes/fingerprint.js';
import { ROOT } from '../root.js';
import { mintToken } from '../stack/mint-token.js';
import type { Profile } from '../stack/profile.js';
import { ApiClient } from './api-client.js';

interface SeedOrder {
  readonly key: string;
  readonly customer: string | null;
  readonly currency: string;
  readonly country: string | null;
  /** The statuses it goes through after it was placed. */
  readonly advance: readonly string[];
  readonly lines: readonly SeedLine[];
}

interface SeedLine {
  readonly sku: string;
  readonly title: string;
  readonly unitPrice: string;
  readonly isCharge?: boolean;
}

interface SmallSeed {
  readonly quizzes: readonly unknown[];
  readonly orders: readonly SeedOrder[];
}

const FILE = join(ROOT, 'libs', 'cli', 'seed', 'small-seed.json');
const AUTHOR = 'tenfold-seed';
/** Where a release before has loaded the seed, its products are missing. */
const WITH_CATALOGUE = 'catalogue';

/** Loads a few quizzes and orders of our own through the API. Whatever is there already stays as it is. */
export async function loadSmallSeed(profile: Profile, url = profile.gatewayUrl): Promise<string> {
  const version = fingerprint([readSeed(), url, WITH_CATALOGUE]);
  // Beside the data, so that it is deleted with the data.
  const marker = join(profile.directory, 'data', 'small-seed.loaded');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === version) return 'unchanged';

  const outcome = await sendSmallSeed(url, (options) => mintToken(profile, options));
  mkdirSync(join(profile.directory, 'data'), { recursive: true });
  writeFileSync(marker, version);
  return outcome;
}

/** Sends it to wherever these tokens are taken; what is there already is found again by its reference or its key. */
export async function sendSmallSeed(
  url: string,
  mint: (options: MintOptions) => Promise<string>,
): Promise<string> {
  const seed = readSeed();
  const api = new ApiClient(url);
  const author = await mint({ roles: ['author'], subject: AUTHOR });
  const staff = await mint({ roles: ['staff'], subject: AUTHOR });
  for (const quiz of seed.quizzes) await publishQuiz(api, author, quiz);
  await listProducts(api, staff, seed.orders);
  for (const order of seed.orders) await placeOrder(api, staff, order);
  return `${seed.quizzes.length} quizzes, ${seed.orders.length} orders`;
}

function readSeed(): SmallSeed {
  return JSON.parse(readFileSync(FILE, 'utf8')) as SmallSeed;
}

/** The API knows a quiz by its source and reference: a second time it answers with the one that exists. */
async function publishQuiz(api: ApiClient, token: string, quiz: unknown): Promise<void> {
  const { body } = await api.send({ method: 'POST', path: '/v1/quizzes', token, body: quiz });
  if (body['status'] === 'draft') {
    await api.send({ method: 'POST', path: `/v1/quizzes/${String(body['id'])}/publish`, token });
  }
}

/** Before the first of them was made, so that whatever a user writes stays. */
const PRICED_AT = '2026-01-01T00:00:00Z';

/** The catalogue has what the orders are of. */
async function listProducts(api: ApiClient, token: string, orders: readonly SeedOrder[]): Promise<void> {
  const products = new Map<string, object>();
  for (const { currency, lines } of orders)
    for (const { isCharge, sku, title, unitPrice } of lines)
      if (isCharge !== true)
        products.set(sku, { sku, title, prices: { [currency]: unitPrice }, pricedAt: PRICED_AT });
  const body = { products: [...products.values()] };
  await api.send({ method: 'PUT', path: '/v1/order-items/catalogue', token, body });
}

/** The idempotency key makes placing it again harmless; its present status says which moves are still to be made. */
async function placeOrder(api: ApiClient, token: string, order: SeedOrder): Promise<void> {
  const { key, customer, currency, country, lines, advance } = order;
  const placed = await api.send({
    method: 'POST',
    path: '/v1/orders',
    token,
    headers: { 'idempotency-key': key },
    body: { customerId: customer, currency, country, lines },
  });
  const path = `/v1/orders/${String(placed.body['id'])}`;
  let current = await api.send({ path, token });
  const done = advance.indexOf(String(current.body['status']));
  for (const to of advance.slice(done + 1)) {
    const headers = { 'if-match': current.etag ?? '' };
    current = await api.send({ method: 'POST', path: `${path}/transitions`, token, headers, body: { to } });
  }
}
