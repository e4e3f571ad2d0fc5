export { consumerBacklogs, type ConsumerBacklog } from './consumer-backlog.js';
export type { ConsumerCounters } from './consumer-counters.js';
export { DeadLetters, type DeadLetter, type DeadLetterFilter } from './dead-letters.js';
export { requireDurableJetStream, type DurabilityOptions } from './durability.js';
export {
  HandlesEvent,
  HandlesRequest,
  type EventHandlerOptions,
  type EventMeta,
} from './handlers.decorator.js';
export type { MessagingObserver, SendOperation } from './messaging-observer.js';
export { Messaging, type MessagingOptions } from './messaging.js';
export { NatsTransport } from './nats-transport.js';
export { INVALIDATION_SUBJECT, NatsInvalidationBus } from './nats-invalidation-bus.js';
export { SharedValues } from './shared-values.js';
export { streamOf } from './streams.js';
