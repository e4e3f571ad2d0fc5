import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { pageLinks, pageText, Representation, type Page } from '@tenfold/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Values of `Cache-Control`. */
export const CACHE = {
  /** For one person, who may keep it but asks each time whether it still holds. */
  own: 'private, no-cache',
  /** For one person, and not to be kept. */
  secret: 'private, no-store',
  /** For everybody, to be kept but asked about: what is current may change at any time. */
  shared: 'public, no-cache',
  /** For nobody: it is not the whole. */
  partial: 'no-store',
} as const;

declare module 'fastify' {
  interface FastifyRequest {
    /** What a GET found; the hooks of `finish-answer.ts` send it as the client can take it. */
    representation?: Representation;
  }
}

/** Answers a GET: with an ETag, in a coding that the client accepts, and with 304 and no body to one that has this very answer. */
export class Answer {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  /** @param etag when it is known without the bytes */
  send(body: object, cacheControl: string = CACHE.own, etag?: string): string {
    const { fields } = this.request;
    // A part is another representation than the whole, and has a tag of its own.
    if (fields !== undefined) return this.finish(JSON.stringify(fields.pick(body)), cacheControl);
    return this.finish(JSON.stringify(body), cacheControl, etag);
  }

  /**
   * Sends JSON that is finished, from the database or a cache, as it is. Only for a choice of fields is it read.
   * @param etag when it is known without the bytes
   */
  sendText(text: string, cacheControl: string = CACHE.own, etag?: string): string {
    if (this.request.fields !== undefined) return this.send(JSON.parse(text) as object, cacheControl);
    return this.finish(text, cacheControl, etag);
  }

  /** A page of a list, with the ways to those beside it and to the first: this very request with another cursor. */
  page<T>(page: Page<T>, cacheControl?: string): string {
    this.link(page);
    return this.send(page, page.incomplete === true ? CACHE.partial : cacheControl);
  }

  /** As `page`, where the items are finished JSON. */
  pageOfTexts(page: Page<string>, cacheControl?: string): string {
    this.link(page);
    return this.sendText(pageText(page), page.incomplete === true ? CACHE.partial : cacheControl);
  }

  private link<T>(page: Page<T>): void {
    const [path = ''] = this.request.url.split('?', 1);
    this.reply.header('link', pageLinks(path, this.query, page));
  }

  /** As the client sent it, with the choice of fields in its canonical order. */
  private get query(): Record<string, string> {
    const { fields } = this.request;
    const query = this.request.query as Record<string, string>;
    return fields === undefined ? query : { ...query, fields: fields.text };
  }

  private finish(text: string, cacheControl: string, etag?: string): string {
    const use = this.request.routeOptions.config.tenfold?.lane === true ? 'kept' : 'once';
    this.request.representation = new Representation(text, use, etag);
    void this.reply.header('cache-control', cacheControl).type('application/json; charset=utf-8');
    return text;
  }
}

const readAnswer = createParamDecorator((_data: unknown, context: ExecutionContext): Answer => {
  const http = context.switchToHttp();
  return new Answer(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

/** Injects the `Answer` of a GET, and documents what it does with `If-None-Match`. */
export const Conditional = (): ParameterDecorator => (target, key, index) => {
  readAnswer()(target, key, index);
  if (key === undefined) return;
  const method = Object.getOwnPropertyDescriptor(target, key) as PropertyDescriptor;
  ApiHeader({
    name: 'If-None-Match',
    description: 'ETag of the answer that the client has',
    required: false,
    schema: { type: 'string', example: '"Zm9yIGV4YW1wbGUgb25seQ"' },
  })(target, key, method);
  ApiResponse({ status: 304, description: 'The client has this very answer' })(target, key, method);
};
