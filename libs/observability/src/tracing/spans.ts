import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';
import { contextOf, isTraced, type TraceContext } from './trace-context.js';
import { tracing } from './tracing.js';

export { SpanKind, type Attributes, type Span };

export interface SpanDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

const tracer = trace.getTracer('tenfold');

/**
 * Works under a span below the present one. Outside of a trace that is kept there is none: background work makes no traces of
 * its own.
 * @param describe asked only where there is a span
 */
export function inSpan<T>(describe: () => SpanDescription, work: (span?: Span) => Promise<T>): Promise<T> {
  if (!isTraced()) return work();
  const description = describe();
  return run(tracer.startSpan(description.name, description), work);
}

/** Works under the span with which a trace enters this process, or begins. */
export function enterSpan<T>(
  describe: () => SpanDescription,
  from: TraceContext | undefined,
  work: () => Promise<T>,
): Promise<T> {
  return tracing.on ? run(startSpan(describe(), from), work) : work();
}

/** For what does not end where it begins: whoever starts it ends it. */
export function startSpan(
  description: SpanDescription,
  from: TraceContext | undefined,
  startTime?: number,
): Span {
  const options = startTime === undefined ? description : { ...description, startTime };
  return tracer.startSpan(description.name, options, contextOf(from));
}

export function underSpan<T>(span: Span, work: () => T): T {
  return context.with(trace.setSpan(context.active(), span), work);
}

/**
 * Works on a batch. Where it is of one trace, that goes on; where it mixes several, each has a span for its own part, and the work
 * is a trace by itself, linked with all of them.
 * @param origins one for each member of the batch
 */
export async function inBatch<T>(
  describe: () => SpanDescription,
  origins: readonly (TraceContext | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  if (!tracing.on) return work();
  const parents = origins.map((origin) => contextOf(origin));
  const ids = new Set(parents.map((parent) => trace.getSpanContext(parent)?.traceId));
  if (ids.size < 2) return enterSpan(describe, origins[0], work);
  const description = describe();
  const { name } = description;
  const batch = tracer.startSpan(name, { ...description, links: parents.flatMap(linkTo), root: true });
  const links = [{ context: batch.spanContext() }];
  const parts = parents
    .filter((parent) => trace.getSpanContext(parent) !== undefined)
    .map((parent) => tracer.startSpan(name, { ...description, links }, parent));
  return run(batch, work).finally(() => parts.forEach((part) => part.end()));
}

/** Says that the work of the present span has failed, where nobody throws. */
export function failSpan(error: unknown): void {
  const span = trace.getActiveSpan();
  if (span !== undefined) fail(span, error);
}

async function run<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await underSpan(span, () => work(span));
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** By its code alone: what else an error says may be somebody's data, and stands in the log. */
function fail(span: Span, error: unknown): void {
  const { code, name = 'Error', status } = error as { code?: unknown; name?: string; status?: unknown };
  const type = typeof code === 'string' ? code : name;
  // That there is no such thing is an answer, and nobody's failure.
  if (typeof status === 'number' && status < 500) span.setAttribute('tenfold.problem', type);
  else span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
}

function linkTo(parent: Context): Link[] {
  const origin = trace.getSpanContext(parent);
  return origin === undefined ? [] : [{ context: origin }];
}
