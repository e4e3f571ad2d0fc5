import type { Profile } from '../stack/profile.js';
import { Failure } from './failure.js';
import { table } from './table.js';

const FIRST_PATH = '/v1/quizzes?limit=1';
const PREVIEW_CHARACTERS = 320;

/** Prints where everything is, and a first request that was made before it is recommended. */
export async function printWelcome({ gatewayUrl: url }: Profile): Promise<void> {
  const preview = await fetchPreview(`${url}${FIRST_PATH}`);
  const places = table([
    ['API', `${url}/v1/quizzes, /v1/attempts, /v1/orders, /v1/customers, /v1/order-items`],
    ['Documentation', `${url}/docs`],
    ['OpenAPI', `${url}/openapi.json`],
  ]);
  process.stdout.write(`${places}

Try:
  curl '${url}${FIRST_PATH}'
    ${preview}

  curl -H "Authorization: Bearer $(./tenfold token --role staff)" '${url}/v1/orders?limit=2'

./tenfold status, ./tenfold logs -f, ./tenfold down
`);
}

async function fetchPreview(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (!response.ok) throw new Failure(`${url} answered with ${response.status}: ${text}`);
  return text.length <= PREVIEW_CHARACTERS ? text : `${text.slice(0, PREVIEW_CHARACTERS)} ...`;
}
