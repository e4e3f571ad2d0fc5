import type { Logger } from '@tenfold/observability';

/** One line for each request, in one shape, whichever way it was answered. */
export interface AnsweredRequest {
  /** Left out where the request's context says it. */
  readonly requestId?: string;
  readonly method: string;
  /** Its pattern, `none` for what is no route. */
  readonly route: string;
  readonly status: number;
  readonly elapsedMs: number;
  readonly subject?: string | undefined;
}

export function logRequest(logger: Logger, { elapsedMs, ...answered }: AnsweredRequest): void {
  const { subject, ...rest } = answered;
  logger.info({ ...rest, durationMs: Math.round(elapsedMs * 100) / 100, subject }, 'request');
}
