import { newId } from '@tenfold/ids';
import type { Publisher } from '../src/index.js';
import { RealOutbox } from './outbox-subject.js';

const BUCKET = 7;
const AN_HOUR = 3_600;

/** Real: Postgres and NATS of the test run. */
describe('what is due in an outbox', () => {
  let outbox: RealOutbox;

  beforeAll(async () => {
    outbox = await RealOutbox.create('delivery_due');
  });
  beforeEach(() => outbox.clear());
  afterAll(() => outbox?.close());

  const write = () => outbox.write({ bucket: BUCKET, id: newId(BUCKET), payload: {} });
  const away: Publisher = { connected: true, publish: () => Promise.reject(new Error('away')) };
  const age = (columns: string) =>
    outbox.scratch.shard.query(
      outbox.scratch.sql(`UPDATE @.outbox SET ${columns.replaceAll('AGE', `now() - interval '1 hour'`)}`),
      [],
    );

  it('should be nothing where all is published', async () => {
    await write();
    await outbox.relay(outbox.publisher).once();
    expect(await outbox.waiting()).toEqual({ rows: 0, ageSeconds: 0 });
  });

  it('should be as old as its oldest row, however often that is put off', async () => {
    await write();
    await age('created_at = AGE, available_at = AGE');
    await write();
    await outbox.relay(away).once();
    const { rows, ageSeconds } = await outbox.waiting();
    expect(rows).toBe(2);
    expect(ageSeconds).toBeGreaterThanOrEqual(AN_HOUR);
  });

  it('should begin anew with what is published once more', async () => {
    await write();
    await age('created_at = AGE, publications = 1, available_at = now()');
    const { rows, ageSeconds } = await outbox.waiting();
    expect(rows).toBe(1);
    expect(ageSeconds).toBeLessThan(AN_HOUR);
  });

  it('should leave out what its writer is still about to deliver', async () => {
    await write();
    await age(`available_at = now() + interval '1 hour'`);
    expect(await outbox.waiting()).toEqual({ rows: 0, ageSeconds: 0 });
  });

  it('should be counted by the relay: what it published, and what it could not', async () => {
    await write();
    const { relay, owned } = outbox.counted(away);
    await relay.relayOnce(owned);
    expect(relay.counters.get('one')).toEqual({ published: 0, failed: 1 });
    const reached = outbox.counted(outbox.publisher);
    await write();
    await reached.relay.relayOnce(reached.owned);
    expect(reached.relay.counters.get('one')).toMatchObject({ published: 1, failed: 0 });
  });
});
