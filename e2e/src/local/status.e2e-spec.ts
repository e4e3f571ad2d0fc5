import { ApiClient, variable, waitFor } from '@tenfold/testing';

// The whole stack: what services export reaches the page.
interface Report {
  readonly tiles: readonly { readonly kind: string; readonly name: string; readonly state: string }[];
  readonly routes: readonly {
    readonly method: string;
    readonly route: string;
    readonly p99: number | null;
  }[];
  readonly charts: readonly { readonly group: string }[];
}

describe('the status page', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const report = async (): Promise<Report> => (await api.call<Report>('/status/data')).body;

  it('should know every part of the stack, and that it is reached', async () => {
    const { tiles } = await report();
    const parts = ['service quiz', 'service orders', 'service order-items', 'shard shard-1', 'shard shard-2'];
    expect(tiles.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining([...parts, 'store Redis', 'store NATS']),
    );
    expect(tiles.filter(({ kind }) => kind === 'replica')).toHaveLength(2);
  });

  it('should have the routes that were asked for, with their latency', async () => {
    const route = await waitFor(async () => {
      await api.call('/v1/quizzes?limit=1');
      const { routes } = await report();
      return routes.find(({ method, route: path }) => method === 'GET' && path === '/v1/quizzes');
    });
    expect(route.p99).toEqual(expect.any(Number));
  });

  it('should draw something of every kind', async () => {
    const groups = new Set((await report()).charts.map(({ group }) => group));
    expect([...groups]).toEqual(
      expect.arrayContaining(['Requests', 'Processes', 'Postgres', 'Cache', 'Messages']),
    );
  });
});
