import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { ifNoneMatch, strongEtag } from '@tenfold/http';

/** The part of the server's request and reply that an answer needs. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
export interface HttpReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Documents what `answer` does with the ETag that a client has. */
export const ApiConditional = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      description: 'ETag of the answer that the client has',
      required: false,
      schema: { type: 'string', example: '"Zm9yIGV4YW1wbGUgb25seQ"' },
    }),
    ApiResponse({ status: 304, description: 'The client has this very answer' }),
  );

/** A GET's answer: the JSON text, or 304 without a body when the caller has this very representation already. */
export function answer(
  request: HttpRequest,
  reply: HttpReply,
  value: unknown,
  link?: string,
): string | undefined {
  const body = JSON.stringify(value);
  const etag = strongEtag(body);
  reply.header('etag', etag);
  reply.header('cache-control', 'private, no-cache');
  if (link !== undefined) reply.header('link', link);
  const condition = request.headers['if-none-match'];
  if (ifNoneMatch(typeof condition === 'string' ? condition : undefined, etag)) {
    reply.code(304);
    return undefined;
  }
  reply.header('content-type', JSON_TYPE);
  return body;
}

/** The answer to an update: the new state, and the ETag that the next update has to name. */
export function answerChanged(reply: HttpReply, value: unknown): string {
  const body = JSON.stringify(value);
  reply.header('etag', strongEtag(body));
  reply.header('cache-control', 'no-store');
  reply.header('content-type', JSON_TYPE);
  return body;
}
