import { ApiClient, variable } from '@tenfold/testing';
import { documentedPaths, type Paths } from '../documented-paths.js';

// The document that the gateway makes of those of the services.
describe('/openapi.json', () => {
  it('should describe every route of every service', async () => {
    const { body } = await new ApiClient(variable('TENFOLD_GATEWAY_URL')).call<{ paths: Paths }>(
      '/openapi.json',
    );
    const routes = (paths: Paths): string[] =>
      Object.entries(paths).flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method} ${path}`),
      );
    expect(routes(body.paths).sort()).toEqual(routes(documentedPaths()).sort());
  });
});
