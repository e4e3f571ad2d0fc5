import { applyDecorators } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
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

/** The method answers this request: `(@Payload() payload) => reply`. Payload and reply are checked against the contract. */
export const HandlesRequest = (contract: RequestContract): MethodDecorator =>
  applyDecorators(
    MessagePattern(contract.subject, undefined, {
      contract,
    } satisfies RequestExtras as never) as MethodDecorator,
  );

/**
 * The method takes this event: `(@Payload() payload, @Ctx() meta: EventMeta)`, at least once and in no promised order, so its effect must be idempotent. It
 * acknowledges by returning. An AppError that is not retryable makes a dead letter at once, anything else after the last try.
 */
export const HandlesEvent = (event: EventContract, options: EventHandlerOptions): MethodDecorator =>
  applyDecorators(
    EventPattern(event.subject, undefined, {
      event,
      ...options,
    } satisfies EventExtras as never) as MethodDecorator,
  );
