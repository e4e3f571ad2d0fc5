import type { Operation } from './openapi.js';

const item = (parameters: string): string => `^"[a-z]+"${parameters}(, "[a-z]+"${parameters})*$`;

const HEADERS = {
  'Retry-After': {
    description: 'Seconds until the client is let in',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimit: {
    description:
      'The limit that was met: `r` requests left, `t` seconds until the next one. On other answers to a request with a token, unless they are ' +
      'for everybody: what its subject has left, and the seconds until all of it is there again',
    required: true,
    schema: { type: 'string', pattern: item(';r=\\d+;t=\\d+') },
  },
  'RateLimit-Policy': {
    description:
      'On every answer: the limits, `q` requests in `w` seconds, of an address without a token (`anonymous`) and of the subject of a token ' +
      '(`principal`)',
    required: true,
    schema: { type: 'string', pattern: item(';q=\\d+;w=\\d+') },
  },
} as const;

/** Documents what comes with a 429; the headers are those of draft-ietf-httpapi-ratelimit-headers. */
export function describeLimits({ responses }: Operation): void {
  const refusal = responses?.['429'];
  if (refusal !== undefined && !('$ref' in refusal)) refusal.headers = { ...refusal.headers, ...HEADERS };
}
