import type { Statement } from '@tenfold/database';
import { line, orderBody } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';
import { ServiceProcess } from './service-process.js';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. Counts, and measures no time. */
describe('what placing an order costs', () => {
  const sent: Statement[] = [];
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;

  const listen = (statement: Statement): void => void sent.push(statement);

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start({ onStatement: listen });
    who = await people();
    // The month of the shard is looked up once in the life of a process.
    await orders.place(who.customer);
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  /**
   * The statements of one request; what loops and consumers send meanwhile is named by them. `orders.placed` answers order-items, which asks
   * what has become of lines that other tests have stored ahead.
   */
  const statementsOf = async (lines: number): Promise<Statement[]> => {
    sent.length = 0;
    const body = orderBody({ lines: Array.from({ length: lines }, (_, n) => line({ sku: `S${n}` })) });
    expect((await orders.place(who.customer, body)).status).toBe(201);
    return sent.filter(({ name }) => /^orders\.place(-|$)|idempotency\./.test(name));
  };

  it.each([1, 20])('should be one statement for %i lines', async (lines) => {
    expect((await statementsOf(lines)).map(({ name }) => name)).toEqual(['orders.place']);
  });

  it('should wait for the disk', async () => {
    const texts = (await statementsOf(20)).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('synchronous_commit'))).toEqual([]);
  });

  it('should be one statement for many orders that come together, with a row of sums for their customer', async () => {
    sent.length = 0;
    const answers = await Promise.all(Array.from({ length: 30 }, () => orders.place(who.customer)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const names = sent.map(({ name }) => name).filter((name) => name.startsWith('orders.place'));
    // Six or seven; a slow statement is overtaken by up to two more.
    expect(names.length).toBeLessThan(answers.length);
    expect(names).toContain('orders.place-many');
  });

  it('should be one statement where order-items is away, which has the lines', async () => {
    await neighbour.stop();
    expect((await statementsOf(20)).map(({ name }) => name)).toEqual(['orders.place-pending']);
  });
});
