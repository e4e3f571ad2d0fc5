import { createLogger } from '@tenfold/observability';
import { NatsProcess } from '@tenfold/testing';
import { requireDurableJetStream } from '../src/index.js';

/** Real: nats-server, once with every write synced and once as it comes. */
describe(requireDurableJetStream, () => {
  let safe: NatsProcess;
  let hasty: NatsProcess;
  const lines: string[] = [];
  const logger = createLogger({ service: 'test', level: 'warn' }, { write: (line) => lines.push(line) });
  const patienceMs = 0;

  beforeAll(async () => {
    [safe, hasty] = await Promise.all([NatsProcess.start(), NatsProcess.start({ jetstream: '' })]);
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(async () => {
    await safe?.stop();
    await hasty?.stop();
  });

  it('should be content where every server syncs each write', async () => {
    await requireDurableJetStream({ monitors: [safe.monitorUrl], production: true, logger });
    expect(lines).toEqual([]);
  });

  it.each([
    ['one server does not', () => [safe.monitorUrl, hasty.monitorUrl], /runs without sync_interval: always/],
    ['a server cannot be asked', () => ['http://127.0.0.1:1'], /cannot be read/],
    ['nobody says where to ask', () => [], /NATS_MONITOR_URL is not set/],
  ])('should refuse production where %s, and warn elsewhere', async (_, monitors, reason) => {
    const options = { monitors: monitors(), logger, patienceMs };
    await expect(requireDurableJetStream({ ...options, production: true })).rejects.toThrow(reason);
    await requireDurableJetStream({ ...options, production: false });
    expect(lines.join('')).toMatch(reason);
  });
});
