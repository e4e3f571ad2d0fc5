export {
  describeIdempotency,
  idempotencyContract,
  type IdempotencySubject,
  type KeyedRequest,
} from './idempotency-contract.js';
export { describeInbox, inboxContract, type InboxSubject, type Message } from './inbox-contract.js';
export {
  describeOutbox,
  outboxContract,
  type NewEvent,
  type OutboxSubject,
  type Relay,
} from './outbox-contract.js';
