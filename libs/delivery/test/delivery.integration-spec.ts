import { describeIdempotency, describeInbox, describeOutbox } from '../src/testing/index.js';
import { RealKeys } from './idempotency-subject.js';
import { RealInbox } from './inbox-subject.js';
import { RealOutbox } from './outbox-subject.js';

/** Real: Postgres and NATS of the test run. */
describe('the library of delivery', () => {
  let outbox: RealOutbox;

  beforeAll(async () => {
    outbox = await RealOutbox.create('delivery_real');
  });
  afterAll(() => outbox?.close());

  describeOutbox('as an outbox', () => outbox);
  describeInbox('as an inbox', () => new RealInbox(outbox.scratch));
  describeIdempotency('with idempotency keys', () => new RealKeys(outbox.scratch));
});
