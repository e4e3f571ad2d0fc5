import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@tenfold/errors';
import type { FastifyInstance } from 'fastify';
import { registerDocsPage } from './docs-page.js';
import { ERRORS_PATH, registerErrorsPage } from './errors-page.js';
import type { JsonObject } from './json-tree.js';
import { mergeOpenapi, type ServiceDocument } from './merge-openapi.js';
import { registerOwnPage } from './own-page.js';
import { publicKeysOf } from './public-keys.js';
import type { StatusOptions } from './status/status-monitor.js';
import { registerStatusPage } from './status/status-page.js';
import { isReachable, type Upstream } from './upstreams.js';

const REACHABLE_WITHIN_MS = 1_000;

export interface OwnRoutesOptions {
  readonly upstreams: readonly Upstream[];
  /** Folder with `<service>/openapi.json`. */
  readonly servicesDir: string;
  readonly jwksFile: string;
  readonly status: StatusOptions;
}

/** What the gateway answers itself. Files are read on every request, so that a rebuilt document shows without a restart. */
export function registerOwnRoutes(app: FastifyInstance, options: OwnRoutesOptions): void {
  app.get('/', (request) => indexOf(`${request.protocol}://${request.host}`, options.upstreams));
  registerOwnPage(app, {
    url: '/openapi.json',
    type: 'application/json; charset=utf-8',
    body: async () => JSON.stringify(mergeOpenapi(await readDocuments(options), ['/'])),
  });
  registerOwnPage(app, {
    url: '/.well-known/jwks.json',
    type: 'application/jwk-set+json',
    body: async () => JSON.stringify(publicKeysOf(await readJson(options.jwksFile))),
  });
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const states = await Promise.all(
      options.upstreams.map(async (upstream) => [
        upstream.name,
        await isReachable(upstream, REACHABLE_WITHIN_MS),
      ]),
    );
    const ready = states.every(([, reachable]) => reachable);
    const upstreams = Object.fromEntries(
      states.map(([name, reachable]) => [name, reachable ? 'up' : 'down']),
    );
    return await reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', upstreams });
  });
  registerDocsPage(app);
  registerErrorsPage(app);
  registerStatusPage(app, options.status);
}

function indexOf(origin: string, upstreams: readonly Upstream[]): JsonObject {
  return {
    name: 'tenfold',
    docs: `${origin}/docs`,
    errors: origin + ERRORS_PATH,
    status: `${origin}/status`,
    openapi: `${origin}/openapi.json`,
    jwks: `${origin}/.well-known/jwks.json`,
    health: { live: `${origin}/livez`, ready: `${origin}/readyz` },
    routes: upstreams.flatMap(({ prefixes }) => prefixes.map((prefix) => origin + prefix)),
  };
}

async function readDocuments({ upstreams, servicesDir }: OwnRoutesOptions): Promise<ServiceDocument[]> {
  return await Promise.all(
    upstreams.map(async ({ name }) => ({
      service: name,
      document: await readJson(join(servicesDir, name, 'openapi.json')),
    })),
  );
}

async function readJson(file: string): Promise<JsonObject> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JsonObject;
  } catch (cause) {
    throw new AppError('dependency_unavailable', { headers: { 'retry-after': '5' }, cause });
  }
}
