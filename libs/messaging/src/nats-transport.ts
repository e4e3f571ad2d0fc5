import {
  NatsContext,
  NatsRequestJSONDeserializer,
  Server,
  type CustomTransportStrategy,
  type IncomingRequest,
  type MessageHandler,
  type WritePacket,
} from '@nestjs/microservices';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { AppError, toRemoteError } from '@tenfold/errors';
import { requestContext, type Logger } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import { Answering, BUSY } from './answering.js';
import { callHandler } from './call-handler.js';
import { EventConsumer } from './event-consumer.js';
import type { EventExtras, RequestExtras } from './handlers.decorator.js';
import type { Messaging } from './messaging.js';
import { HEADER } from './wire.js';

/**
 * Nest's message patterns over NATS: raw JSON bytes, one queue group a service so that one replica answers, requests by
 * callback, events by durable JetStream consumers. Handlers of Nest's own decorators get Nest's own packets.
 */
export class NatsTransport extends Server implements CustomTransportStrategy {
  private readonly subscriptions: Subscription[] = [];
  private readonly consumers: EventConsumer[] = [];
  private closing = false;
  protected override readonly deserializer = new NatsRequestJSONDeserializer();

  constructor(
    private readonly messaging: Messaging,
    private readonly log: Logger,
  ) {
    super();
  }

  /** Does not wait for NATS: what it cannot subscribe now it subscribes when the connection is there. */
  listen(ready: () => void): void {
    void this.subscribeAll().catch((error: unknown) => {
      if (!this.closing) this.log.error({ err: error }, 'NATS subscriptions failed');
    });
    ready();
  }

  /** Takes no more messages and waits until those in hand are done, and answered. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    // What the server had sent before it knew comes in until it has confirmed. One that is away confirms nothing.
    if (this.messaging.connected)
      await Promise.all(this.subscriptions.map((one) => one.drain().catch(() => undefined)));
    await this.messaging.answering.idle();
  }

  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.messaging as T;
  }

  private async subscribeAll(): Promise<void> {
    const connection = await this.messaging.connect();
    if (this.closing) return;
    for (const [subject, first] of this.messageHandlers) {
      for (
        let handler: MessageHandler | undefined = first;
        handler !== undefined;
        handler = handler.next as MessageHandler | undefined
      )
        this.attach(connection, subject, handler);
    }
  }

  private attach(connection: NatsConnection, subject: string, handler: MessageHandler): void {
    const { contract, event } = (handler.extras ?? {}) as Partial<RequestExtras & EventExtras>;
    if (event !== undefined) {
      this.consumers.push(this.startConsumer(handler));
      return;
    }
    const answering =
      contract === undefined ? undefined : new Answering(this.messaging, this.log, contract, handler);
    const take = (message: Msg): void =>
      answering === undefined ? this.takePacket(subject, handler, message) : answering.take(message);
    const subscription = connection.subscribe(subject, {
      queue: this.messaging.name,
      callback: (error, message) => {
        if (error === null) take(message);
        else this.log.error({ err: error, subject }, 'subscription lost');
      },
    });
    this.subscriptions.push(subscription);
  }

  private startConsumer(handler: MessageHandler): EventConsumer {
    const extras = handler.extras as unknown as EventExtras;
    const consumer = new EventConsumer(this.messaging, this.log, extras, (payload, meta) =>
      callHandler(handler, payload, meta),
    );
    consumer.start();
    return consumer;
  }

  /** A message for `@MessagePattern` or `@EventPattern`, as Nest's `ClientProxy` sends it. An event one too many is dropped. */
  private takePacket(subject: string, handler: MessageHandler, message: Msg): void {
    const { answering } = this.messaging;
    const admitted = answering.enter();
    const requestId = message.headers?.get(HEADER.requestId) || randomUUID();
    requestContext
      .run({ requestId }, () => this.handlePacket(subject, handler, message, admitted))
      .catch((error: unknown) => this.log.error({ err: error, subject }, 'message failed'))
      .finally(() => {
        if (admitted) answering.leave();
      });
  }

  private async handlePacket(
    subject: string,
    handler: MessageHandler,
    message: Msg,
    admitted: boolean,
  ): Promise<void> {
    const context = new NatsContext([message.subject, message.headers]);
    const packet = this.deserializer.deserialize(message, { channel: subject }) as IncomingRequest;
    if (!admitted) return respond(message, { err: BUSY, isDisposed: true }, packet.id);
    if (packet.id === undefined) return this.handleEvent(subject, packet, context);
    await new Promise<void>((done, failed) => {
      const reply = (answer: WritePacket): void => {
        respond(message, answer, packet.id);
        if (answer.isDisposed === true || answer.err !== undefined) done();
      };
      const stream = async () => this.transformToObservable(await handler(packet.data, context));
      Promise.resolve(this.handleRequest(context, stream, reply)).catch(failed);
    });
  }
}

function respond(message: Msg, packet: WritePacket, id: string | undefined): void {
  const err: unknown = packet.err instanceof AppError ? toRemoteError(packet.err) : packet.err;
  message.respond(JSON.stringify({ ...packet, err, id }));
}
