import type { MetricDefinitions } from './metric-definition.js';

const MESSAGE_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10];

/** Requests, events and their consumers. */
export const MESSAGING_METRICS = {
  messaging_client_operation_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of what this process has sent: events until they were stored, requests until they were answered',
    labels: ['messaging_operation_name', 'messaging_destination_name', 'error_type'],
    buckets: MESSAGE_SECONDS,
  },
  messaging_process_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of handlers: of events by their durable consumer, of requests by the service; a batch counts once',
    labels: ['messaging_destination_name', 'messaging_consumer_group_name', 'error_type'],
    buckets: MESSAGE_SECONDS,
  },
  tenfold_consumer_pending_messages: {
    type: 'gauge',
    unit: 'messages',
    help: 'Events that a durable consumer has not been handed yet. All processes of a service show the same',
    labels: ['messaging_destination_name', 'messaging_consumer_group_name'],
  },
  tenfold_consumer_unacknowledged_messages: {
    type: 'gauge',
    unit: 'messages',
    help: 'Events that a durable consumer was handed and has not acknowledged. All processes of a service show the same',
    labels: ['messaging_destination_name', 'messaging_consumer_group_name'],
  },
  tenfold_consumer_redeliveries_total: {
    type: 'counter',
    unit: 'messages',
    help: 'Events that this process was handed and that were handed out before',
    labels: ['messaging_destination_name', 'messaging_consumer_group_name'],
  },
  tenfold_dead_letters_buried_total: {
    type: 'counter',
    unit: 'messages',
    help: 'Events that this process has given up and kept as dead letters',
    labels: ['messaging_destination_name'],
  },
  tenfold_dead_letters: {
    type: 'gauge',
    unit: 'messages',
    help: 'Dead letters that wait for somebody, of the events that this service handles. All processes of a service show the same',
    labels: ['messaging_destination_name'],
  },
  tenfold_messaging_up: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while NATS is connected, else 0',
    labels: [],
  },
  tenfold_messaging_requests: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests over NATS that are under way: those that this process waits for (request), those that it works on (answer)',
    labels: ['messaging_operation_name'],
  },
  tenfold_outbox_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'How long the oldest row that is due in the outbox has waited, 0 where none is. All processes of a service show the same',
    labels: ['tenfold_shard'],
  },
  tenfold_outbox_rows: {
    type: 'gauge',
    unit: 'rows',
    help: 'Rows of the outbox that are due and not published yet, 10,000 where there are more. All processes of a service show the same',
    labels: ['tenfold_shard'],
  },
  tenfold_outbox_published_total: {
    type: 'counter',
    unit: 'rows',
    help: 'Rows of the outbox that this process has published',
    labels: ['tenfold_shard'],
  },
  tenfold_outbox_failures_total: {
    type: 'counter',
    unit: 'rows',
    help: 'Rows of the outbox that this process could not publish, each time',
    labels: ['tenfold_shard'],
  },
} as const satisfies MetricDefinitions;
