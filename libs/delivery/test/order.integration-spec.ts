import { newId } from '@tenfold/ids';
import fc from 'fast-check';
import type { Publisher } from '../src/index.js';
import { RealOutbox } from './outbox-subject.js';

const BUCKET = 7;
const RELAYS = 3;
const ROUNDS = 200;

/** What happens to a publication: it is stored, its acknowledgement is lost with the relay, or it is not stored at all. */
const fate = fc.constantFrom('stored', 'stored', 'stored', 'killed', 'refused');
const history = fc.record({
  /** Events of each aggregate. */
  aggregates: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
  /** Numbers that the events are written in the order of. */
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  fates: fc.array(fate, { minLength: 5, maxLength: 25 }),
});

/** Real: Postgres and NATS of the test run; several relays at once, of which some die between publishing and marking. */
describe('the order of an aggregate', () => {
  let outbox: RealOutbox;

  beforeAll(async () => {
    outbox = await RealOutbox.create('delivery_order');
  });
  afterAll(() => outbox?.close());

  it('should be that of the stream, whatever becomes of the relays', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ aggregates, order, fates }) => {
        await outbox.clear();
        const events = aggregates.flatMap((count) => {
          const aggregate = newId(BUCKET);
          return Array.from({ length: count }, (_, n) => ({
            bucket: BUCKET,
            id: newId(BUCKET),
            payload: {},
            aggregate,
            sequence: n + 1,
          }));
        });
        // Of one aggregate in their order, as commits are; of different ones in any.
        const written = events.map((event, n) => ({ event, key: order[n] ?? 0 }));
        for (const { event } of written.toSorted((a, b) => a.key - b.key || 0)) await outbox.write(event);
        await relayed(outbox, [...fates], events.length);

        const stream = await outbox.stream();
        const first = [...new Set(stream)];
        expect(first.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
        for (const aggregate of new Set(events.map((event) => event.aggregate))) {
          const own = events.filter((event) => event.aggregate === aggregate).map(({ id }) => id);
          // Also among repeats: none comes back once a later one is there.
          expect(stream.filter((id) => own.includes(id))).toEqual(own);
        }
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);
});

async function relayed(outbox: RealOutbox, fates: string[], count: number): Promise<void> {
  const publisher: Publisher = {
    connected: true,
    publish: async (...args) => {
      const next = fates.shift();
      if (next === 'refused') throw new Error('refused');
      await outbox.publisher.publish(...args);
      if (next === 'killed') await outbox.killRelays();
    },
  };
  const relays = Array.from({ length: RELAYS }, () => outbox.relay(publisher));
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.allSettled(relays.map((relay) => relay.once()));
    if (new Set(await outbox.stream()).size === count && (await outbox.unpublished()) === 0) return;
    await outbox.due();
  }
  throw new Error('the relays did not come to an end');
}
