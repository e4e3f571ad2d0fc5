import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '@tenfold/errors';
import type { FastifyInstance } from 'fastify';
import { registerOwnPage } from '../own-page.js';
import { StatusMonitor, type StatusOptions, type StatusReport } from './status-monitor.js';

/** Everything comes from this origin, and nothing is written into the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';

const STYLES = ['theme', 'status', 'tiles', 'routes', 'chart'];
const MODULES = ['main', 'chart', 'routes', 'tiles', 'dom', 'format'];
const PAGE_FILES = {
  ...Object.fromEntries(STYLES.map((name) => [`${name}.css`, CSS])),
  ...Object.fromEntries(MODULES.map((name) => [`${name}.js`, JAVASCRIPT])),
  'icon.svg': 'image/svg+xml',
};
const UPLOT_FILES = { 'uPlot.esm.js': JAVASCRIPT, 'uPlot.min.css': CSS };

const PAGE = join(import.meta.dirname, '../../page');
const UPLOT = join(dirname(createRequire(import.meta.url).resolve('uplot/package.json')), 'dist');

/** How the services are, at `/status`: a page that draws what `/status/data` says. */
export function registerStatusPage(app: FastifyInstance, options: StatusOptions): void {
  const monitor = new StatusMonitor(options);
  app.addHook('onReady', async () => monitor.start());
  app.addHook('onClose', async () => monitor.stop());
  registerOwnPage(app, {
    url: '/status',
    type: HTML,
    headers: { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' },
    body: () => readFile(join(PAGE, 'index.html')),
  });
  for (const [folder, files] of [[PAGE, PAGE_FILES] as const, [UPLOT, UPLOT_FILES] as const]) {
    for (const [name, type] of Object.entries(files))
      registerOwnPage(app, { url: `/status/${name}`, type, body: () => readFile(join(folder, name)) });
  }
  const written = rememberedJson();
  app.get('/status/data', async (_request, reply) => {
    const report = monitor.report();
    if (report === undefined)
      throw new AppError('dependency_unavailable', { headers: { 'retry-after': '1' } });
    return reply
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .serializer(String)
      .send(written(report));
  });
}

/** Written once for all who ask between two scrapes. Four digits are more than a chart shows, and half the bytes. */
function rememberedJson(): (report: StatusReport) => string {
  let known: { readonly report: StatusReport; readonly text: string } | undefined;
  return (report) => {
    if (known?.report !== report) known = { report, text: JSON.stringify(report, rounded) };
    return known.text;
  };
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
