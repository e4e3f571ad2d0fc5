import { duration, parseEnv, text, url, type Env } from '@tenfold/config';
import type { ServiceUrls } from './client.js';

const http = { protocols: ['http', 'https'] };

/** The smoke test's variables. */
export const envShape = {
  SMOKE_URL: url('One origin for all services, such as the ingress', http).optional(),
  QUIZ_URL: url('Where the quiz service answers, when not at `SMOKE_URL`', http).optional(),
  ORDERS_URL: url('Where the orders service answers, when not at `SMOKE_URL`', http).optional(),
  ORDER_ITEMS_URL: url('Where the order-items service answers, when not at `SMOKE_URL`', http).optional(),
  ISSUER_KEY_FILE: text('Private key of the development issuer: Ed25519 as PKCS#8 PEM'),
  SMOKE_TIMEOUT: duration('How long all steps together may take', { default: '60s', min: '1ms' }),
};

export type SmokeEnv = Env<typeof envShape>;

const SERVICE_URLS = ['QUIZ_URL', 'ORDERS_URL', 'ORDER_ITEMS_URL'] as const;

export function readEnv(
  source?: Readonly<Record<string, string | undefined>>,
  options: { readonly exit?: (code: number) => never; readonly write?: (text: string) => void } = {},
): SmokeEnv {
  const everyUrl = (env: SmokeEnv): string | undefined => {
    const missing = SERVICE_URLS.filter((name) => (env[name] ?? env.SMOKE_URL) === undefined);
    return missing.length === 0 ? undefined : `SMOKE_URL is required, or ${missing.join(', ')}`;
  };
  return parseEnv(envShape, source, { ...options, relations: [everyUrl] });
}

/** A service's own URL goes before the one for all. */
export function urlsOf({ SMOKE_URL = '', QUIZ_URL, ORDERS_URL, ORDER_ITEMS_URL }: SmokeEnv): ServiceUrls {
  return {
    quiz: QUIZ_URL ?? SMOKE_URL,
    orders: ORDERS_URL ?? SMOKE_URL,
    'order-items': ORDER_ITEMS_URL ?? SMOKE_URL,
  };
}
