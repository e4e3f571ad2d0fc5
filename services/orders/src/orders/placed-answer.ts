import type { HttpReply } from '../http-answer.js';
import type { PlacedAnswer } from './placing.service.js';

/** Sends the stored bytes, so that a repeat is answered byte for byte like the first request. */
export function sendPlaced(reply: HttpReply, answer: PlacedAnswer): string {
  reply.code(answer.status);
  reply.header('location', answer.location);
  reply.header('etag', answer.etag);
  reply.header('cache-control', 'no-store');
  reply.header('content-type', 'application/json; charset=utf-8');
  return answer.body;
}
