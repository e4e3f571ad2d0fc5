import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { toAppError, AppError } from '@tenfold/errors';
import { requestContext, type Logger, type RequestContext } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import { lastValueFrom } from 'rxjs';
import { EventConsumer } from './event-consumer.js';
import type { EventExtras, RequestExtras } from './handlers.decorator.js';
import { observeHandled } from './messaging-observer.js';
import type { Messaging } from './messaging.js';
import { decode, encode, errorReply, HEADER, replyHeaders } from './wire.js';

/**
 * Nest's message patterns over NATS: raw JSON bytes, one queue group a service so that one replica answers, requests by
 * callback, events by durable JetStream consumers.
 */
export class NatsTransport extends Server implements CustomTransportStrategy {
  private readonly subscriptions: Subscription[] = [];
  private readonly consumers: EventConsumer[] = [];
  private closing = false;

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

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await Promise.all(this.subscriptions.map((subscription) => subscription.drain().catch(() => undefined)));
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
        handler = handler.next as MessageHandler
      ) {
        if (handler.isEventHandler === true) {
          this.consumers.push(this.startConsumer(handler));
        } else {
          const { contract } = handler.extras as unknown as RequestExtras;
          const answer = handler;
          this.subscriptions.push(
            connection.subscribe(subject, {
              queue: this.messaging.name,
              callback: (error, message) => {
                if (error === null) void this.answer(answer, contract, message);
              },
            }),
          );
        }
      }
    }
  }

  private startConsumer(handler: MessageHandler): EventConsumer {
    const extras = handler.extras as unknown as EventExtras;
    const consumer = new EventConsumer(this.messaging, this.log, extras, (payload, meta) =>
      call(handler, payload, meta),
    );
    consumer.start();
    return consumer;
  }

  private async answer(
    handler: MessageHandler,
    contract: RequestExtras['contract'],
    message: Msg,
  ): Promise<void> {
    const requestId = message.headers?.get(HEADER.requestId) || randomUUID();
    const context: RequestContext = { requestId };
    await requestContext.run(context, async () => {
      try {
        const deadline = Number(message.headers?.get(HEADER.deadline) || Infinity);
        // Whoever asked has given up: work done now only delays the others.
        if (Date.now() > deadline) return;
        const consistency = this.messaging.consistencyOf(message);
        if (consistency !== undefined) context.consistency = consistency;
        const handled = call(handler, decode(contract.request, message.data), undefined);
        const { observer, name } = this.messaging;
        const reply = await observeHandled(observer, contract.subject, name, handled);
        const headers = replyHeaders(await consistency?.issue());
        message.respond(encode(reply), headers === undefined ? {} : { headers });
      } catch (cause) {
        const error = toAppError(cause);
        this.log[error.logLevel]({ err: error, subject: contract.subject }, 'request failed');
        const { body, headers } = errorReply(error);
        message.respond(body, { headers });
      }
    });
  }
}

async function call(handler: MessageHandler, payload: unknown, meta: unknown): Promise<unknown> {
  const result: unknown = await handler(payload as never, meta as never);
  if (!isObservable(result)) return result;
  try {
    return await lastValueFrom(result, { defaultValue: undefined });
  } catch (error) {
    throw error instanceof AppError ? error : toAppError(error);
  }
}

function isObservable(value: unknown): value is Parameters<typeof lastValueFrom>[0] {
  return typeof (value as { subscribe?: unknown } | undefined)?.subscribe === 'function';
}
