import { createLogger } from '@tenfold/observability';
import { NatsProcess, waitFor } from '@tenfold/testing';
import { Messaging, SharedValues } from '../src/index.js';

const BUCKET = 'test-switches';
const logger = createLogger({ service: 'test', level: 'silent' });

/** Real: nats-server of this test's own, and two processes' connections to it. */
describe(SharedValues, () => {
  let nats: NatsProcess;
  let connections: Messaging[];
  let one: SharedValues;
  let two: SharedValues;

  beforeAll(async () => {
    nats = await NatsProcess.start();
  });
  beforeEach(async () => {
    connections = ['one', 'two'].map((name) => new Messaging({ url: nats.url, name, logger }));
    await Promise.all(connections.map((messaging) => messaging.connect()));
    [one, two] = connections.map((messaging) => new SharedValues(messaging, BUCKET)) as [
      SharedValues,
      SharedValues,
    ];
    // Both have found their bucket, and know it from now on.
    await one.put('cache', 'off');
    expect(await two.get('cache')).toBe('off');
  });
  afterEach(() => Promise.all(connections.map((messaging) => messaging.close())));
  afterAll(() => nats.stop());

  const loseBucket = async (): Promise<void> => {
    const manager = await connections[0]!.manager();
    expect(await manager.streams.delete(`KV_${BUCKET}`)).toBe(true);
  };

  it('should show what another process has put, and nothing once it is removed', async () => {
    await two.put('cache', 'on');
    expect([await one.get('cache'), await one.get('fields')]).toEqual(['on', undefined]);
    await one.remove('cache');
    expect(await two.get('cache')).toBeUndefined();
  });

  it('should be readable though the bucket is lost, and hold what is put from then on', async () => {
    await loseBucket();
    // As many at once as there are switches: each finds out by itself.
    const keys = ['cache', 'fields', 'pagination'];
    expect(await Promise.all(keys.map((key) => two.get(key)))).toEqual([undefined, undefined, undefined]);
    await one.put('cache', 'on');
    expect(await two.get('cache')).toBe('on');
  });

  it.each<[string, (values: SharedValues) => Promise<unknown>]>([
    ['put', (values) => values.put('cache', 'on')],
    ['removed', (values) => values.remove('cache')],
  ])('should have its bucket made anew where the first thing is %s', async (_, work) => {
    await loseBucket();
    await work(two);
    await one.put('fields', 'off');
    expect(await two.get('fields')).toBe('off');
  });

  it('should tell of what another process puts or removes, and of nothing while nobody does', async () => {
    let told = 0;
    two.onChange(() => (told += 1));
    // Once for having reached the server: what was put before has to be read then.
    await waitFor(() => told === 1);
    await connections[1]!.connect().then((connection) => connection.flush());
    await one.put('cache', 'on');
    await waitFor(() => told === 2);
    await one.remove('cache');
    await waitFor(() => told === 3);
    await one.get('cache');
    await connections[1]!.connect().then((connection) => connection.flush());
    expect(told).toBe(3);
  });

  it('should go on when the server comes back without what it stored, and say so while it is away', async () => {
    await nats.kill();
    await waitFor(() => !one.reachable && !two.reachable);
    await expect(one.get('cache')).rejects.toMatchObject({ code: 'dependency_unavailable' });
    let told = 0;
    two.onChange(() => (told += 1));
    nats.forget();
    await nats.run();
    await waitFor(() => one.reachable && two.reachable);
    await waitFor(() => told > 1);
    expect(await one.get('cache')).toBeUndefined();
    await two.put('cache', 'on');
    expect(await one.get('cache')).toBe('on');
  });
});
