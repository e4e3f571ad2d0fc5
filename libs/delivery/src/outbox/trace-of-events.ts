import { currentTrace } from '@tenfold/observability';

/** What `insertEvents` stores of the present request's trace, as JSON: with it the trace goes on where the event is published. */
export function traceOfEvents(): string | null {
  const trace = currentTrace();
  return trace === undefined ? null : JSON.stringify(trace);
}
