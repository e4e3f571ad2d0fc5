import { mintToken } from '../stack/mint-token.js';
import type { Profile } from '../stack/profile.js';
import { prometheusUrl } from '../stack/prometheus.js';
import { Failure } from './failure.js';
import { table } from './table.js';

const FIRST_PATH = '/v1/quizzes?limit=1';
const SECOND_PATH = '/v1/orders?limit=2';
const PREVIEW_CHARACTERS = 320;

/** Prints where everything is, and first requests that were made before they are recommended. */
export async function printWelcome(profile: Profile, observed: boolean): Promise<void> {
  const url = profile.gatewayUrl;
  const preview = await fetchPreview(`${url}${FIRST_PATH}`);
  const token = await mintToken(profile, { roles: ['staff'], subject: 'dev' });
  await fetchPreview(`${url}${SECOND_PATH}`, { authorization: `Bearer ${token}` });
  const places = table([
    ['API', `${url}/v1/quizzes, /v1/attempts, /v1/orders, /v1/customers, /v1/order-items`],
    ['Documentation', `${url}/docs`],
    ['OpenAPI', `${url}/openapi.json`],
    ['Status', `${url}/status`],
    ...(observed ? [['Prometheus', prometheusUrl(profile)]] : []),
  ]);
  process.stdout.write(`${places}

Try:
  curl '${url}${FIRST_PATH}'
    ${preview}

  curl -H "Authorization: Bearer $(./tenfold token --role staff)" '${url}${SECOND_PATH}'

./tenfold status, ./tenfold logs -f, ./tenfold down
`);
}

async function fetchPreview(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (!response.ok) throw new Failure(`${url} answered with ${response.status}: ${text}`);
  return text.length <= PREVIEW_CHARACTERS ? text : `${text.slice(0, PREVIEW_CHARACTERS)} ...`;
}
