import type { FastifyReply } from 'fastify';
import type { PlacedAnswer } from './placing.service.js';

/** Sends the stored bytes, so that a repeat is answered byte for byte like the first request. */
export function sendPlaced(reply: FastifyReply, answer: PlacedAnswer): string {
  reply.code(answer.status);
  reply.headers({ location: answer.location, etag: answer.etag, 'cache-control': 'no-store' });
  reply.type('application/json; charset=utf-8');
  return answer.body;
}
