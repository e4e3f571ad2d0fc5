import { ifNoneMatch, strongEtag } from '@tenfold/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A GET's answer: the JSON text, or 304 without a body when the caller has these very bytes already. */
export function answer(request: FastifyRequest, reply: FastifyReply, value: unknown): string | undefined {
  const body = JSON.stringify(value);
  const etag = strongEtag(body);
  reply.headers({ etag, 'cache-control': 'private, no-cache' });
  if (ifNoneMatch(request.headers['if-none-match'], etag)) {
    reply.code(304);
    return undefined;
  }
  reply.type('application/json; charset=utf-8');
  return body;
}
