import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { pageLinks, pageText, Representation, type Page } from '@tenfold/http';
import type { FastifyRequest } from 'fastify';

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

/** An answer before the client's own wishes. */
export interface PreparedAnswer {
  readonly representation: Representation;
  readonly cacheControl: string;
  readonly link: string | undefined;
  /** The representation is kept and will be sent again. */
  readonly repeated: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What a GET found; `finishAnswer` sends it as the client can take it. */
    answer?: PreparedAnswer;
  }
}

/** Answers a GET: with an ETag, in a coding that the client accepts, and with 304 and no body to one that has this very answer. */
export class Answer {
  private link: string | undefined = undefined;

  constructor(private readonly request: FastifyRequest) {}

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

  /** Sends what is kept as it will be sent: its tag and its codings are made once, and not for each answer. */
  sendPrepared(representation: Representation, cacheControl: string = CACHE.own): string {
    if (this.request.fields !== undefined) return this.sendText(representation.body, cacheControl);
    return this.prepare(representation, cacheControl, true);
  }

  /** A page of a list, with the ways to those beside it and to the first: this very request with another cursor. */
  page<T>(page: Page<T>, cacheControl?: string): string {
    this.linkTo(page);
    return this.send(page, page.incomplete === true ? CACHE.partial : cacheControl);
  }

  /** As `page`, where the items are finished JSON. */
  pageOfTexts(page: Page<string>, cacheControl?: string): string {
    this.linkTo(page);
    return this.sendText(pageText(page), page.incomplete === true ? CACHE.partial : cacheControl);
  }

  private linkTo<T>(page: Page<T>): void {
    const [path = ''] = this.request.url.split('?', 1);
    this.link = pageLinks(path, this.query, page);
  }

  /** As the client sent it, with the choice of fields in its canonical order. */
  private get query(): Record<string, string> {
    const { fields } = this.request;
    const query = this.request.query as Record<string, string>;
    return fields === undefined ? query : { ...query, fields: fields.text };
  }

  private finish(text: string, cacheControl: string, etag?: string): string {
    const use = this.request.served?.declaration?.lane === true ? 'kept' : 'once';
    return this.prepare(new Representation(text, use, etag), cacheControl, false);
  }

  private prepare(representation: Representation, cacheControl: string, repeated: boolean): string {
    this.request.answer = { representation, cacheControl, link: this.link, repeated };
    return representation.body;
  }
}

/** How the framework gets the argument, by which a route that has one is known. */
export const readAnswer = (_data: unknown, context: ExecutionContext): Answer =>
  new Answer(context.switchToHttp().getRequest<FastifyRequest>());

const AnswerParameter = createParamDecorator(readAnswer);

/** Injects the `Answer` of a GET, and documents what it does with `If-None-Match`. */
export const Conditional = (): ParameterDecorator => (target, key, index) => {
  AnswerParameter()(target, key, index);
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
