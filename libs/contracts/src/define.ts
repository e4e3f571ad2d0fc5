import type { z } from 'zod';

/** A question one service asks another and waits for. Subjects are imperative and carry a version: `orders.order.get.v1`. */
export interface RequestContract<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly request: Request;
  readonly reply: Reply;
  /**
   * What the handler writes is on a shard on which the asker writes after the reply, as part of the same request: the asker's own token
   * covers both, and none is made here.
   */
  readonly coveredByAsker?: boolean;
}

/** A fact that must arrive, at least once. Subjects are in the past tense and carry a version: `orders.order.created.v1`. */
export interface EventContract<Payload extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly payload: Payload;
}

const SUBJECT = /^[a-z-]+\.[a-z-]+\.[a-z-]+\.v\d+$/;

export function defineRequest<Request extends z.ZodType, Reply extends z.ZodType>(
  contract: RequestContract<Request, Reply>,
): RequestContract<Request, Reply> {
  return { ...contract, subject: checked(contract.subject) };
}

export function defineEvent<Payload extends z.ZodType>(
  contract: EventContract<Payload>,
): EventContract<Payload> {
  return { ...contract, subject: checked(contract.subject) };
}

function checked(subject: string): string {
  if (!SUBJECT.test(subject)) throw new RangeError(`subject ${subject} is not service.thing.verb.vN`);
  return subject;
}
