import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { tracing } from './tracing.js';

/** The headers of W3C Trace Context, by which a trace goes on elsewhere or later. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** @returns undefined outside of a trace, and where nobody traces */
export function currentTrace(): TraceContext | undefined {
  if (!tracing.on) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent === undefined ? undefined : carrier;
}

/** Works inside a trace that was begun elsewhere, of which null and what cannot be read are none. */
export function continueTrace<T>(from: TraceContext | null | undefined, work: () => T): T {
  return tracing.on ? context.with(contextOf(from), work) : work();
}

/** Under the names that OpenTelemetry has for them in logs. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

/** Of the span that is being worked in. */
export function traceIds(): TraceIds | undefined {
  const span = trace.getActiveSpan();
  return span === undefined ? undefined : idsOf(span);
}

export function idsOf(span: Span): TraceIds {
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}

/** Whether what happens now belongs to a trace that is kept. */
export function isTraced(): boolean {
  const { traceFlags = 0 } = trace.getActiveSpan()?.spanContext() ?? {};
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Only these two: what else a sender would have us pass on, such as baggage, is his business. */
export function contextOf(from: TraceContext | null | undefined): Context {
  if (typeof from?.traceparent !== 'string') return ROOT_CONTEXT;
  const { traceparent, tracestate } = from;
  return propagation.extract(ROOT_CONTEXT, { traceparent, tracestate });
}
