import { newId } from '@tenfold/ids';
import { streamOf } from '@tenfold/messaging';
import fc from 'fast-check';
import type { EventsTogether, Publisher } from '../src/index.js';
import { RealOutbox } from './outbox-subject.js';

const BUCKET = 7;
const ROUNDS = 100;

interface Payload {
  readonly name: string;
}

/** What happens to a publication: it is stored, its acknowledgement is lost with the relay, or it is not stored at all. */
const fate = fc.constantFrom('stored', 'killed', 'refused');
/** How many events are written before each round, and the fates of publications. */
const history = fc.record({
  written: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 6 }),
  fates: fc.array(fate, { minLength: 2, maxLength: 8 }),
});

/** Real: Postgres and NATS of the test run; a relay that dies between publishing and marking. */
describe('events that go together', () => {
  let outbox: RealOutbox;
  let together: ReadonlyMap<string, EventsTogether>;
  const subject = 'delivery-together.things.made.v1';

  beforeAll(async () => {
    outbox = await RealOutbox.create('delivery_together');
    await outbox.messaging.ensureStream(subject);
    const payloadOf = (payloads: readonly string[]): string => `{"things":[${payloads.join(',')}]}`;
    together = new Map([[outbox.subject, { subject, payloadOf }]]);
  });
  beforeEach(async () => {
    await outbox.clear();
    await (await outbox.messaging.manager()).streams.purge(streamOf(subject));
  });
  afterAll(async () => {
    await (await outbox?.messaging.manager())?.streams.delete(streamOf(subject));
    await outbox?.close();
  });

  const write = (name: string, order = {}) =>
    outbox.write({ bucket: BUCKET, id: newId(BUCKET), payload: { name }, ...order });
  const alone = async (): Promise<string[]> =>
    ((await outbox.payloads()) as Payload[]).map(({ name }) => name);
  const inOne = async (): Promise<string[][]> =>
    ((await outbox.payloads(subject)) as { things: Payload[] }[]).map(({ things }) =>
      things.map(({ name }) => name),
    );

  it('should be one message, but for those with an order and for one that is alone', async () => {
    for (const name of ['a', 'b', 'c']) await write(name);
    for (const sequence of [1, 2]) await write(`ordered ${sequence}`, { aggregate: newId(BUCKET), sequence });
    const relay = outbox.relay(outbox.publisher, together);
    expect(await relay.once()).toBe(5);
    await write('d');
    expect(await relay.once()).toBe(1);
    expect(await inOne()).toEqual([['a', 'b', 'c']]);
    expect((await alone()).toSorted()).toEqual(['d', 'ordered 1', 'ordered 2']);
  });

  it('should all arrive, whatever becomes of the relay and with whichever others they go the next time', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ written, fates }) => {
        await outbox.clear();
        await (await outbox.messaging.manager()).streams.purge(streamOf(subject));
        const left = [...fates];
        const publisher: Publisher = {
          connected: true,
          publish: async (...args) => {
            const next = left.shift();
            if (next === 'refused') throw new Error('refused');
            await outbox.publisher.publish(...args);
            if (next === 'killed') await outbox.killRelays();
          },
        };
        const relay = outbox.relay(publisher, together);
        const names: string[] = [];
        for (const count of written) {
          for (let n = 0; n < count; n += 1) {
            names.push(`${names.length}`);
            await write(names.at(-1) ?? '');
          }
          await relay.once().catch(() => 0);
          await outbox.due();
        }
        for (let round = 0; round < ROUNDS && (await outbox.unpublished()) > 0; round += 1) {
          await relay.once().catch(() => 0);
          await outbox.due();
        }
        const arrived = new Set([...(await alone()), ...(await inOne()).flat()]);
        expect([...arrived].toSorted()).toEqual(names.toSorted());
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);
});
