import { ifNoneMatch, strongEtag } from '@tenfold/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface OwnPage {
  readonly url: string;
  readonly type: string;
  /** Besides those that every page has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: () => string | Buffer | Promise<string | Buffer>;
}

/** To be kept, but asked about each time: that costs the client a 304. */
const REVALIDATED = 'public, no-cache';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A page that the gateway answers itself, to GET and HEAD, with its ETag: 304 for whoever has it. */
export function registerOwnPage(app: FastifyInstance, page: OwnPage): void {
  // The framework's own HEAD would say of a 304 that the body is empty.
  app.route({ method: ['GET', 'HEAD'], url: page.url, exposeHeadRoute: false, handler: answerPage(page) });
  if (page.type.startsWith('text/html')) withoutSlash(app, page.url);
}

/** For a route that chooses between pages. */
export function answerPage(page: OwnPage): Handler {
  const tagOf = rememberedTag();
  return async (request, reply) => {
    const body = await page.body();
    const etag = tagOf(body);
    reply.headers({ 'cache-control': REVALIDATED, ...page.headers, etag });
    if (ifNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type(page.type).serializer(String).send(body);
  };
}

/** People write `/docs/` in a browser. Files have no such second name. */
function withoutSlash(app: FastifyInstance, url: string): void {
  const handler = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const query = request.url.indexOf('?');
    return reply.redirect(query === -1 ? url : url + request.url.slice(query), 308);
  };
  app.route({ method: ['GET', 'HEAD'], url: `${url}/`, exposeHeadRoute: false, handler });
}

/** The tag is made once for the same bytes. */
function rememberedTag(): (body: string | Buffer) => string {
  let known: { readonly body: string | Buffer; readonly etag: string } | undefined;
  return (body) => {
    if (known?.body !== body) known = { body, etag: strongEtag(body) };
    return known.etag;
  };
}
