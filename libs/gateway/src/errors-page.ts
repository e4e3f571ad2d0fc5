import { problemsHtml, problemsMarkdown } from '@tenfold/errors';
import type { FastifyInstance } from 'fastify';
import { answerPage, type OwnPage } from './own-page.js';

export const ERRORS_PATH = '/docs/errors.md';

/** The answer depends on who asks, and a cache has to know. */
const VARY = { vary: 'Accept' };

const MARKDOWN: OwnPage = {
  url: ERRORS_PATH,
  type: 'text/markdown; charset=utf-8',
  headers: VARY,
  body: once(problemsMarkdown),
};
const HTML: OwnPage = {
  url: ERRORS_PATH,
  type: 'text/html; charset=utf-8',
  headers: { ...VARY, 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
  body: once(problemsHtml),
};

/** What the `type` of each problem leads to, without a network: Markdown, and HTML with an anchor for each code for browsers. */
export function registerErrorsPage(app: FastifyInstance): void {
  const [asMarkdown, asHtml] = [answerPage(MARKDOWN), answerPage(HTML)];
  app.route({
    method: ['GET', 'HEAD'],
    url: ERRORS_PATH,
    exposeHeadRoute: false,
    handler: (request, reply) =>
      namesHtml(request.headers.accept ?? '') ? asHtml(request, reply) : asMarkdown(request, reply),
  });
}

/** Browsers name it; what takes everything is no wish for it. */
function namesHtml(accept: string): boolean {
  return accept.split(',').some((range) => /^\s*text\/html\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/i.test(range));
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
