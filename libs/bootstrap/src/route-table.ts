import type { FastifyInstance, RouteOptions } from 'fastify';

interface KnownRoute {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

const tables = new WeakMap<object, KnownRoute[]>();

/** Remembers every route as it is registered, so that a wrong method can be told from a wrong path. */
export function recordRoutes(instance: FastifyInstance): void {
  const table: KnownRoute[] = [];
  tables.set(instance.server, table);
  instance.addHook('onRoute', (route: RouteOptions) => {
    table.push({ path: pattern(route.url), methods: [route.method].flat() });
  });
}

/** @returns the methods that this path knows, none for a path that does not exist. Looked up only after a 404. */
export function allowedMethods(instance: FastifyInstance, path: string): string[] {
  const table = tables.get(instance.server) ?? [];
  const methods = table.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
  return [...new Set(methods)].sort();
}

function pattern(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
