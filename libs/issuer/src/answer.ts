import { randomUUID } from 'node:crypto';
import { AppError, PROBLEM_MEDIA_TYPE, toProblem } from '@tenfold/errors';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who keeps the keys for longer refuses the tokens of a new key for as long. */
const KEYS_MAX_AGE_SECONDS = 300;

/**
 * Says what is answered to whom, without a socket.
 * @param keys what everybody may know: the public keys, as JSON
 */
export function answerTo(keys: string): (method: string | undefined, url: string | undefined) => Answer {
  const pages: Readonly<Record<string, Answer>> = {
    '/.well-known/jwks.json': {
      status: 200,
      headers: {
        'content-type': 'application/jwk-set+json',
        'cache-control': `public, max-age=${KEYS_MAX_AGE_SECONDS}`,
      },
      body: keys,
    },
    '/livez': {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"status":"ok"}',
    },
  };
  return (method, url = '/') => {
    const [path = '/'] = url.split('?');
    if (method !== 'GET' && method !== 'HEAD') {
      return refusal(new AppError('method_not_allowed', { headers: { allow: 'GET, HEAD' } }), path);
    }
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    return page ?? refusal(new AppError('route_not_found'), path);
  };
}

function refusal(error: AppError, instance: string): Answer {
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store' },
    body: JSON.stringify(toProblem(error, { instance, requestId: randomUUID() })),
  };
}
