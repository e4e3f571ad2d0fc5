import { toAppError } from '@tenfold/errors';
import { timed } from '@tenfold/observability';

export type SendOperation = 'publish' | 'request';

/** Told of each message that was sent or handled, once it is known what became of it. It must not throw, and be quick. */
export interface MessagingObserver {
  /** @param error '' where there was none, else the code of the problem */
  sent(operation: SendOperation, subject: string, elapsedMs: number, error: string): void;
  /** @param group the durable consumer of an event, the service of a request */
  handled(subject: string, group: string, elapsedMs: number, error: string): void;
}

export function observeSent<T>(
  observer: MessagingObserver | undefined,
  operation: SendOperation,
  subject: string,
  work: Promise<T>,
): Promise<T> {
  if (observer === undefined) return work;
  return timed(work, codeOf, (ms, error) => observer.sent(operation, subject, ms, error));
}

export function observeHandled<T>(
  observer: MessagingObserver | undefined,
  subject: string,
  group: string,
  work: Promise<T>,
): Promise<T> {
  if (observer === undefined) return work;
  return timed(work, codeOf, (ms, error) => observer.handled(subject, group, ms, error));
}

function codeOf(error: unknown): string {
  return toAppError(error).code;
}
