import { SpanKind, type SpanDescription } from '@tenfold/observability';

/** Named as the semantic conventions for messaging name them; never what a message says. */
function span(
  operation: string,
  subject: string,
  kind: SpanKind,
  more: SpanDescription['attributes'] = {},
): SpanDescription {
  return {
    name: `${operation} ${subject}`,
    kind,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': operation,
      'messaging.destination.name': subject,
      ...more,
    },
  };
}

/** Asks, and waits for the answer. */
export const requestSpan = (subject: string): SpanDescription =>
  span('request', subject, SpanKind.CLIENT, { 'messaging.operation.type': 'send' });

export const answerSpan = (subject: string): SpanDescription =>
  span('answer', subject, SpanKind.SERVER, { 'messaging.operation.type': 'process' });

/** @param id of the event */
export const publishSpan = (subject: string, id: string): SpanDescription =>
  span('publish', subject, SpanKind.PRODUCER, {
    'messaging.operation.type': 'send',
    'messaging.message.id': id,
  });

/** @param ids of the events that are handled in one call */
export const processSpan = (subject: string, consumer: string, ids: readonly string[]): SpanDescription =>
  span('process', subject, SpanKind.CONSUMER, {
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': consumer,
    ...(ids.length === 1
      ? { 'messaging.message.id': ids[0] }
      : { 'messaging.batch.message_count': ids.length }),
  });
