import { ROLES, type Role } from '@tenfold/identity';
import { newId } from '@tenfold/ids';
import { ApiClient, mintToken, variable } from '@tenfold/testing';
import { documentedPaths } from './documented-paths.js';

// Every documented route × every role, through the gateway: what the documents say about access is what happens.

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
/** Something that fits the schema and exists nowhere. */
const SAMPLES: Readonly<Record<string, string>> = {
  position: '1',
  lineNo: '1',
  sku: 'NO-SUCH-SKU',
  customerId: 'nobody',
};

const pathOf = (template: string): string =>
  template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => SAMPLES[name] ?? newId(7));

describe('access', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const tokens = new Map<Role, string>();
  const routes = Object.entries(documentedPaths()).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ method, path, roles: operation['x-roles'] }];
    }),
  );

  beforeAll(async () => {
    for (const role of ROLES) tokens.set(role, await mintToken(`nobody-${role}`, role));
  });

  async function statusOf(route: { method: string; path: string }, token?: string): Promise<number> {
    const body = ['put', 'post', 'patch'].includes(route.method) ? {} : undefined;
    const request = {
      method: route.method.toUpperCase(),
      ...(body && { body }),
      ...(token !== undefined && { token }),
    };
    return (await api.call(pathOf(route.path), request)).status;
  }

  it('should know every service', () => {
    const prefixes = new Set(routes.map(({ path }) => path.split('/').slice(0, 3).join('/')));
    expect([...prefixes].sort()).toEqual([
      '/v1/attempts',
      '/v1/customers',
      '/v1/order-items',
      '/v1/orders',
      '/v1/quizzes',
    ]);
  });

  it('should let nobody in without a token where roles are asked for', async () => {
    for (const route of routes) {
      const status = await statusOf(route);
      if (route.roles === undefined) expect([401, 403]).not.toContain(status);
      else expect({ ...route, status }).toEqual({ ...route, status: 401 });
    }
  });

  it.each(ROLES)('should let %s in where the document says so, and nowhere else', async (role) => {
    for (const route of routes) {
      const status = await statusOf(route, tokens.get(role));
      const allowed = route.roles === undefined || route.roles.includes(role);
      if (allowed)
        expect({ ...route, refused: [401, 403].includes(status) }).toEqual({ ...route, refused: false });
      else expect({ ...route, status }).toEqual({ ...route, status: 403 });
    }
  });

  it('should answer below 500 whatever the route', async () => {
    for (const route of routes) {
      for (const token of [undefined, ...tokens.values()])
        expect(await statusOf(route, token)).toBeLessThan(500);
    }
  });
});
