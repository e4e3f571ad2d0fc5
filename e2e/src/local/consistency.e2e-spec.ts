import { ConsistencyMemory } from '@tenfold/http';
import { ApiClient, mintToken, TestReplicas, unique, variable, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';

// Through the gateway and across services, while no replica replays anything.
describe('read your writes', () => {
  const gateway = variable('TENFOLD_GATEWAY_URL');
  const client = (): ApiClient => new ApiClient(gateway, new ConsistencyMemory());
  let replicas: TestReplicas;

  beforeAll(async () => {
    replicas = await TestReplicas.open();
    await replicas.pause();
  });
  afterAll(() => replicas?.close());

  it('should show the lines of an order at order-items by the token that orders has given', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [api, customerId] = [client(), unique('customer')];
      const token = await mintToken(customerId, 'customer', 'shop');
      const body = { currency: 'GBP', lines: [{ sku: 'TEA-1', title: 'Tea', quantity: 1, unitPrice: '1' }] };
      const headers = { 'idempotency-key': randomUUID() };
      const placed = await api.call<{ id: string }>('/v1/orders', { method: 'POST', token, body, headers });
      expect(placed).toMatchObject({ status: 201, body: { itemsState: 'stored' } });
      const lines = `/v1/order-items?orderId=${placed.body.id}`;
      for (const path of [lines, `/v1/orders/${placed.body.id}`, `/v1/customers/${customerId}/summary`])
        expect((await api.call(path, { token })).status).toBe(200);
      // Without it the bound holds: sooner or later, and no error but "not there yet" meanwhile.
      const stranger = client();
      await waitFor(async () => {
        const { status } = await stranger.call(lines, { token });
        if (status !== 200) expect(status).toBe(404);
        return status === 200;
      });
    }
  });

  it('should show a quiz that was published just now', async () => {
    const [api, token] = [client(), await mintToken(unique('author'), 'author')];
    const questions = [{ type: 'true_false', prompt: 'Is it there?', answer: true }];
    const body = { title: unique('quiz'), questions };
    const created = await api.call<{ id: string }>('/v1/quizzes', { method: 'POST', token, body });
    await api.call(`/v1/quizzes/${created.body.id}/publish`, { method: 'POST', token });
    for (const path of ['', '/questions', '/questions/1'])
      expect((await api.call(`/v1/quizzes/${created.body.id}${path}`)).status).toBe(200);
    const { body: list } = await api.call<{ items: { id: string }[] }>('/v1/quizzes?limit=100');
    expect(list.items.map(({ id }) => id)).toContain(created.body.id);
  });
});
