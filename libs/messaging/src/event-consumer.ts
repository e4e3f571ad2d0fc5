import { AckPolicy, DeliverPolicy, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { toAppError } from '@tenfold/errors';
import { requestContext, type Logger } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventExtras, EventMeta } from './handlers.decorator.js';
import type { ConsumerCounters } from './consumer-counters.js';
import { observeHandled } from './messaging-observer.js';
import type { Messaging } from './messaging.js';
import { streamOf } from './streams.js';
import { decode, HEADER } from './wire.js';

type Handle = (payload: unknown, meta: unknown) => Promise<unknown>;

/** Tries of one message before it becomes a dead letter: with the back-off below, about four minutes. */
const MAX_DELIVERIES = 8;
/** Longer than the slowest handler, or a message is handed to a second worker while the first is still at it. */
const ACK_WAIT_NS = 30 * 1e9;
const RESTART_AFTER_MS = 1_000;
/** Two of them missed, and the consumer is looked for: one that a server has lost with its stream stays silent for 10 s, not for 30. */
const HEARTBEAT_MS = 5_000;

/** One durable pull consumer with explicit acknowledgement: a message is done when its handler has returned. */
export class EventConsumer {
  private readonly pending: JsMsg[] = [];
  private readonly batch: number;
  private readonly concurrency: number;
  private messages: ConsumerMessages | undefined;
  private loop: Promise<void> = Promise.resolve();
  private readonly working = new Set<Promise<void>>();
  private stopped = false;
  private readonly counters: ConsumerCounters;

  constructor(
    private readonly messaging: Messaging,
    private readonly log: Logger,
    private readonly extras: EventExtras,
    private readonly handle: Handle,
  ) {
    this.batch = extras.batch ?? 1;
    this.counters = { subject: extras.event.subject, durable: this.durable, redelivered: 0, buried: 0 };
    messaging.consumers.push(this.counters);
    this.concurrency = extras.concurrency ?? (this.batch > 1 ? 1 : 8);
  }

  start(): void {
    this.loop = requestContext.clean(() => this.run());
  }

  /** Takes no more messages and waits for those in hand; what was fetched and not begun is delivered again, to others. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.messages?.stop();
    // Handed back now: left alone they would wait until the acknowledgement of a process that is gone is overdue.
    for (const message of this.pending.splice(0)) message.nak();
    await this.loop;
    await Promise.all(this.working);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.consume();
      } catch (error) {
        if (this.stopped) return;
        this.log.warn({ err: error, durable: this.durable }, 'consumer lost, starting it again');
      }
      if (!this.stopped) await delay(RESTART_AFTER_MS);
    }
  }

  private async consume(): Promise<void> {
    const { subject } = this.extras.event;
    const buffer = this.batch * this.concurrency * 2;
    await this.messaging.ensureStream(subject, true);
    const manager = await this.messaging.manager();
    await manager.consumers.add(streamOf(subject), {
      durable_name: this.durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: ACK_WAIT_NS,
      max_deliver: -1, // counted here, so that the last failure can leave a dead letter
      max_ack_pending: Math.max(buffer * 2, 64),
    });
    const consumer = await this.messaging.jetstream().consumers.get(streamOf(subject), this.durable);
    this.messages = await consumer.consume({
      max_messages: buffer,
      idle_heartbeat: HEARTBEAT_MS,
      // A server may come back without its streams: then all of this begins anew, and makes them.
      abort_on_missing_resource: true,
      callback: (message) => {
        if (message.info.deliveryCount > 1) this.counters.redelivered += 1;
        this.pending.push(message);
        this.pump();
      },
    });
    if (this.stopped) this.messages.stop();
    const failure = await this.messages.closed();
    this.pending.length = 0;
    if (failure instanceof Error) throw failure;
  }

  private pump(): void {
    while (!this.stopped && this.working.size < this.concurrency && this.pending.length > 0) {
      const batch = this.pending.splice(0, this.batch);
      const work: Promise<void> = this.work(batch).finally(() => {
        this.working.delete(work);
        this.pump();
      });
      this.working.add(work);
    }
  }

  private async work(batch: JsMsg[]): Promise<void> {
    const readable = await this.readable(batch);
    if (readable.length === 0) return;
    if (this.batch > 1 && readable.length > 1) {
      try {
        await this.call(readable);
        for (const { message } of readable) message.ack();
        return;
      } catch (error) {
        this.log.warn(
          { err: error, durable: this.durable, size: readable.length },
          'batch failed, going one by one',
        );
      }
    }
    for (const one of readable) await this.single(one);
  }

  private async single(one: Readable): Promise<void> {
    try {
      await this.call([one]);
      one.message.ack();
    } catch (cause) {
      const error = toAppError(cause);
      const deliveries = one.message.info.deliveryCount;
      const poison = !error.retryable && error.code !== 'internal';
      if (poison || deliveries >= MAX_DELIVERIES) return this.bury(one.message, error.message);
      this.log.warn({ err: error, durable: this.durable, deliveries }, 'event failed, will try again');
      one.message.nak(backOffMs(deliveries));
    }
  }

  private async call(items: readonly Readable[]): Promise<void> {
    const requestId = items[0]?.message.headers?.get(HEADER.requestId) || randomUUID();
    const work = requestContext.run({ requestId }, async () => {
      if (this.batch > 1) {
        await this.handle(
          items.map(({ payload }) => payload),
          items.map(({ meta }) => meta),
        );
      } else {
        for (const { payload, meta } of items) await this.handle(payload, meta);
      }
    });
    await observeHandled(this.messaging.observer, this.extras.event.subject, this.durable, work);
  }

  /** A message that is not what its contract says never will be. */
  private async readable(batch: readonly JsMsg[]): Promise<Readable[]> {
    const result: Readable[] = [];
    for (const message of batch) {
      try {
        result.push({
          message,
          payload: decode(this.extras.event.payload, message.data),
          meta: metaOf(message),
        });
      } catch (error) {
        await this.bury(message, String(error));
      }
    }
    return result;
  }

  private async bury(message: JsMsg, cause: string): Promise<void> {
    this.log.error({ subject: message.subject, durable: this.durable, cause }, 'dead letter');
    try {
      const id = `${this.durable}.${message.info.stream}.${message.seq}`;
      await this.messaging.publishDeadLetter(message.subject, message.data, id, {
        [HEADER.cause]: cause,
        [HEADER.consumer]: this.durable,
        [HEADER.deliveries]: String(message.info.deliveryCount),
        [HEADER.eventId]: metaOf(message).id,
      });
      this.counters.buried += 1;
      message.term(cause.slice(0, 100));
    } catch (error) {
      // Not stored as a dead letter, so not given up either.
      this.log.error({ err: error }, 'dead letter not stored');
      message.nak(backOffMs(MAX_DELIVERIES));
    }
  }

  private get durable(): string {
    return `${this.messaging.name}_${this.extras.durable}`;
  }
}

interface Readable {
  readonly message: JsMsg;
  readonly payload: unknown;
  readonly meta: EventMeta;
}

function metaOf(message: JsMsg): EventMeta {
  // An event that came past the outbox has no id of its own; its place in the stream is as good.
  const id =
    message.headers?.get(HEADER.eventId) ||
    message.headers?.get(HEADER.messageId) ||
    `${message.info.stream}.${message.seq}`;
  return { id, deliveryCount: message.info.deliveryCount };
}

/** 0.5 s, 1 s, 2 s … 60 s, each with up to half of itself in jitter. */
function backOffMs(deliveries: number): number {
  const base = Math.min(60_000, 500 * 2 ** (deliveries - 1));
  return Math.round(base * (1 + Math.random() / 2));
}
