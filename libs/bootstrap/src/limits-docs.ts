import type { Operation } from './openapi.js';

const item = (parameters: string): string => `^"[a-z]+"${parameters}(, "[a-z]+"${parameters})*$`;

/** Components of the document: every operation names them. */
export const LIMIT_HEADERS = {
  'Retry-After': {
    description: 'Seconds until the client is let in',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimit: {
    description:
      'What is left of the limit that was met: `r` requests, one more in `t` seconds. Also on other answers to a request with a token, ' +
      'unless they are for everybody',
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

const REFERENCES = Object.fromEntries(
  Object.keys(LIMIT_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

/** Documents what comes with a 429; the headers are those of draft-ietf-httpapi-ratelimit-headers. */
export function describeLimits({ responses }: Operation): void {
  const refusal = responses?.['429'];
  if (refusal !== undefined && !('$ref' in refusal)) refusal.headers = { ...refusal.headers, ...REFERENCES };
}
