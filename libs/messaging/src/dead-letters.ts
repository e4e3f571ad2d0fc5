import type { JetStreamManager, MsgRequest, StoredMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { Messaging } from './messaging.js';
import { streamOf } from './streams.js';
import { HEADER } from './wire.js';

const PREFIX = 'dead.';

/** A message that a consumer gave up, and why. */
export interface DeadLetter {
  /** `<subject>/<number in its stream>`. */
  readonly id: string;
  readonly subject: string;
  readonly eventId: string;
  readonly consumer: string;
  readonly cause: string;
  readonly deliveries: number;
  readonly at: Date;
  readonly payload: string;
}

/** What to look at: one message, those of one subject, or all. */
export interface DeadLetterFilter {
  readonly id?: string | undefined;
  readonly subject?: string | undefined;
}

/** Reads what consumers gave up, and sends it once more. */
export class DeadLetters {
  constructor(private readonly messaging: Messaging) {}

  /** @returns the oldest of each subject, at most `limit` of each */
  async list({ id, subject }: DeadLetterFilter = {}, limit = 1_000): Promise<DeadLetter[]> {
    const [of = subject, number] = id?.split('/') ?? [];
    const manager = await this.messaging.manager();
    const subjects = of === undefined ? await deadSubjects(manager) : [of];
    const lists = await Promise.all(
      subjects.map((one) => read(manager, one, Number(number ?? 1), number === undefined ? limit : 1)),
    );
    const letters = lists.flat();
    return id === undefined ? letters : letters.filter((letter) => letter.id === id);
  }

  /**
   * Sends a dead letter to all consumers of its subject once more: the same event to their inboxes, and a new message to the
   * stream, which would else take it for a repeat. It is taken out of the dead letters once the stream has it; killed in between,
   * the letter is there still, and sending it again is the same new message.
   */
  async replay(letter: DeadLetter): Promise<void> {
    const head = headers();
    head.set(HEADER.eventId, letter.eventId);
    const { subject } = letter;
    const number = Number(letter.id.split('/')[1]);
    const bytes = new TextEncoder().encode(letter.payload);
    await this.messaging.store(subject, bytes, head, `${letter.eventId}.dead.${number}`);
    const manager = await this.messaging.manager();
    await manager.streams.deleteMessage(streamOf(PREFIX + subject), number, false);
  }
}

async function deadSubjects(manager: JetStreamManager): Promise<string[]> {
  const subjects: string[] = [];
  for await (const { config } of manager.streams.list()) {
    subjects.push(...config.subjects.filter((name) => name.startsWith(PREFIX)));
  }
  return subjects.map((name) => name.slice(PREFIX.length)).toSorted();
}

async function read(
  manager: JetStreamManager,
  subject: string,
  from: number,
  limit: number,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  const dead = PREFIX + subject;
  for (let seq = from; letters.length < limit;) {
    // The server's words for "from this number on"; the client's types do not have them.
    const next = { seq, next_by_subj: dead } as MsgRequest;
    const message = await manager.streams.getMessage(streamOf(dead), next);
    if (message === null) break;
    letters.push(letterOf(subject, message));
    seq = message.seq + 1;
  }
  return letters;
}

function letterOf(subject: string, message: StoredMsg): DeadLetter {
  const value = (name: string): string => message.header?.get(name) ?? '';
  const consumer = value(HEADER.consumer);
  return {
    id: `${subject}/${message.seq}`,
    subject,
    // Letters of earlier releases have the id behind the consumer's name only.
    eventId: value(HEADER.eventId) || value(HEADER.messageId).replace(`${consumer}.`, ''),
    consumer,
    cause: value(HEADER.cause),
    deliveries: Number(value(HEADER.deliveries) || 0),
    at: message.time,
    payload: new TextDecoder().decode(message.data),
  };
}
