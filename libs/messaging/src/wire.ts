import { AppError } from '@tenfold/errors';
import { CONSISTENCY_HEADER, jsonPointer } from '@tenfold/http';
import { currentTrace, requestContext, type TraceContext } from '@tenfold/observability';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { z } from 'zod';

export const HEADER = {
  requestId: 'X-Request-Id',
  /** Milliseconds since the epoch after which nobody waits for the answer any more. */
  deadline: 'X-Deadline',
  error: 'X-Error',
  /** How old what the handler reads may be, and what the asker's client has seen. In a reply: what the handler has written. */
  intent: 'X-Read-Intent',
  consistency: CONSISTENCY_HEADER,
  /** The event, at each delivery and each publication of it: the key of the inbox. */
  eventId: 'X-Event-Id',
  /** One publication: what the server takes only once within its window. */
  messageId: 'Nats-Msg-Id',
  cause: 'X-Cause',
  deliveries: 'X-Deliveries',
  consumer: 'X-Consumer',
  /** W3C Trace Context. */
  traceparent: 'traceparent',
  tracestate: 'tracestate',
} as const;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** From the pool of `Buffer` where the text is short: `TextEncoder` makes memory of its own for each, which takes three times as long. */
export const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value ?? null));

/** @throws AppError `validation_failed` when the bytes are not the JSON that the contract says */
export function decode<S extends z.ZodType>(schema: S, bytes: Uint8Array): z.output<S> {
  const parsed = schema.safeParse(parseJson(bytes));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).map((issue) => ({
    pointer: jsonPointer(issue.path),
    code: issue.code,
    detail: issue.message,
  }));
  throw new AppError('validation_failed', { detail: 'the message does not fit its contract', errors });
}

/** Of an event: whoever handles it reads fresh, so it carries no token. */
export function outgoingHeaders(): MsgHdrs {
  const result = headers();
  const context = requestContext.get();
  if (context !== undefined) result.set(HEADER.requestId, context.requestId);
  for (const [name, value] of Object.entries(currentTrace() ?? {})) result.set(name, value);
  return result;
}

/** Headers of a message, those of the client and our own; '' and undefined both say that there is none of the name. */
interface ReadableHeaders {
  get(name: string): string | undefined;
}

/** The trace that a message is part of. */
export function traceOf(head: ReadableHeaders | undefined): TraceContext | undefined {
  const traceparent = head?.get(HEADER.traceparent);
  return traceparent ? { traceparent, tracestate: head?.get(HEADER.tracestate) || undefined } : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new AppError('validation_failed', { detail: 'the message is not JSON', cause });
  }
}
