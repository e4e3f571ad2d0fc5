export {
  HandlesEvent,
  HandlesRequest,
  type EventHandlerOptions,
  type EventMeta,
} from './handlers.decorator.js';
export { Messaging, type MessagingOptions } from './messaging.js';
export { NatsTransport } from './nats-transport.js';
export { OutboxRelay } from './outbox-relay.js';
export { inboxTable, outboxTable } from './outbox.js';
export { streamOf } from './streams.js';
