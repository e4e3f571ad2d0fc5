import { trace, TraceFlags } from '@opentelemetry/api';

/** One observation of a bucket that can be looked at: its trace. */
export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/** @returns the id of the trace in hand, if it is one that is kept */
export function tracedBy(): string | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || (context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return context.traceId;
}
