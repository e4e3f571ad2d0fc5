import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { EventContract, RequestContract } from '@tenfold/contracts';

export interface EventHandlerOptions {
  /** Name of the durable consumer within the service: where it left off survives a restart. */
  readonly durable: string;
  /** Above 1 the handler gets arrays of both: payloads and metas. A batch that fails is handed over again, message by message. */
  readonly batch?: number;
  /** How many calls of the handler may run at once in this process. */
  readonly concurrency?: number;
}

export interface EventMeta {
  /** Id of the event, the same at each delivery: the key of the inbox. */
  readonly id: string;
  readonly deliveryCount: number;
}

export interface RequestExtras {
  readonly contract: RequestContract;
}

export interface EventExtras extends EventHandlerOptions {
  readonly event: EventContract;
}

/** The method answers this request: `(payload) => reply`. Payload and reply are checked against the contract. */
export const HandlesRequest =
  (contract: RequestContract): MethodDecorator =>
  (target, key, method) => {
    Payload()(target, key, 0);
    MessagePattern(contract.subject, undefined, { contract } satisfies RequestExtras as never)(
      target,
      key,
      method,
    );
  };

/**
 * The method takes this event: `(payload, meta)`, at least once and in no promised order, so its effect must be idempotent. It
 * acknowledges by returning. An AppError that is not retryable makes a dead letter at once, anything else after the last try.
 */
export const HandlesEvent =
  (event: EventContract, options: EventHandlerOptions): MethodDecorator =>
  (target, key, method) => {
    // Without these the framework would hand over the payload alone.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    EventPattern(event.subject, undefined, { event, ...options } satisfies EventExtras as never)(
      target,
      key,
      method,
    );
  };
