import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ERRORS_PATH } from './errors-page.js';
import { registerOwnPage } from './own-page.js';

/** Everything comes from this origin; the page works without a network and cannot send a token elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The page's own components set style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>tenfold API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <p style="font-family: sans-serif; text-align: right; margin: 0.5rem 1.5rem"><a href="${ERRORS_PATH}">What each problem means</a></p>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** `persistAuthorization` stays off: a development token is pasted, used, and gone with the tab. */
const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

/** The API page at `/docs`: Swagger UI from the installed package, no CDN. */
export function registerDocsPage(app: FastifyInstance): void {
  registerOwnPage(app, {
    url: '/docs',
    type: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' },
    body: () => PAGE,
  });
  registerOwnPage(app, { url: '/docs/start.js', type: 'text/javascript; charset=utf-8', body: () => START });
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const [name, type] of Object.entries(ASSETS)) {
    registerOwnPage(app, {
      url: `/docs/${name}`,
      type,
      headers: { 'cache-control': 'public, max-age=86400' },
      body: onceFrom(join(folder, name)),
    });
  }
}

/** Of an installed package, which does not change while this runs; read when somebody asks, and again after a failure. */
function onceFrom(file: string): () => Promise<Buffer> {
  let content: Promise<Buffer> | undefined;
  return () => {
    content ??= readFile(file);
    content.catch(() => (content = undefined));
    return content;
  };
}
