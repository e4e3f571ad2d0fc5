import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { ifNoneMatch, nextLink, strongEtag, type Page } from '@tenfold/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Documents what `conditional` does. */
export const ApiConditional = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'if-none-match',
      description: 'ETag of the answer that the client has',
      required: false,
      schema: { type: 'string', example: '"Zm9yIGV4YW1wbGUgb25seQ"' },
    }),
    ApiResponse({ status: 304, description: 'The client has this very answer' }),
  );

/** For what belongs to one person. */
export const PRIVATE = 'private, no-store';
/** To be kept, but asked about: what is current may change at any time. */
export const REVALIDATE = 'public, no-cache';
/** A version does not change; the hour bounds how long an archived quiz may still be seen. */
export const VERSIONED = 'public, max-age=3600';

/** Answers a GET with its ETag, or with 304 and no body to a client that has these very bytes. */
export function conditional(
  request: FastifyRequest,
  reply: FastifyReply,
  body: object,
  cacheControl: string,
  knownEtag?: string,
): string | undefined {
  const text = JSON.stringify(body);
  const etag = knownEtag ?? strongEtag(text);
  reply.headers({ etag, 'cache-control': cacheControl });
  if (ifNoneMatch(request.headers['if-none-match'], etag)) {
    reply.code(304);
    return undefined;
  }
  reply.type('application/json; charset=utf-8');
  return text;
}

/** The same for a page of a list, with the way to the next one. */
export function conditionalPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<T>,
  cacheControl: string,
): string | undefined {
  const [path = ''] = request.url.split('?', 1);
  const link = nextLink(path, request.query as Record<string, string>, page.nextCursor);
  if (link !== undefined) reply.header('link', link);
  return conditional(request, reply, page, cacheControl);
}

/** One row more than the page holds tells whether there is a next page: nothing is ever counted. */
export function cutPage<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
