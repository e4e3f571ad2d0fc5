import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import type { ConsumerCounters } from './consumer-counters.js';
import type { Messaging } from './messaging.js';
import { streamOf } from './streams.js';

const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;

/** What the server says of one durable consumer, for all processes together. */
export interface ConsumerBacklog {
  readonly subject: string;
  readonly durable: string;
  /** Not handed to anybody yet. */
  readonly pending: number;
  /** Handed out and not acknowledged. */
  readonly unacknowledged: number;
  /** Dead letters of the subject, of whichever consumer. */
  readonly deadLetters: number;
}

/**
 * Asks about the consumers of this process: two questions each.
 * @throws Error while the server is away
 */
export async function consumerBacklogs(messaging: Messaging): Promise<ConsumerBacklog[]> {
  if (!messaging.connected) throw new Error('not connected');
  const manager = await messaging.manager();
  const asked = messaging.consumers.map((consumer) => backlogOf(manager, consumer));
  return (await Promise.all(asked)).filter((backlog) => backlog !== undefined);
}

async function backlogOf(
  manager: JetStreamManager,
  { subject, durable }: ConsumerCounters,
): Promise<ConsumerBacklog | undefined> {
  const [consumer, dead] = await Promise.all([
    unlessMissing(manager.consumers.info(streamOf(subject), durable)),
    unlessMissing(manager.streams.info(streamOf(`dead.${subject}`))),
  ]);
  if (consumer === undefined) return undefined;
  const { num_pending: pending, num_ack_pending: unacknowledged } = consumer;
  return { subject, durable, pending, unacknowledged, deadLetters: dead?.state.messages ?? 0 };
}

/** A stream is made by its first message, a consumer when its process has reached the server. */
async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const missing = error instanceof JetStreamApiError && isMissing(error.code);
    if (missing) return undefined;
    throw error;
  }
}

const isMissing = (code: number): boolean => code === STREAM_NOT_FOUND || code === CONSUMER_NOT_FOUND;
