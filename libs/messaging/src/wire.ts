import { AppError, fromRemoteError, remoteErrorSchema, toRemoteError } from '@tenfold/errors';
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

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value ?? null));

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

/** The trace that a message is part of. */
export function traceOf(head: MsgHdrs | undefined): TraceContext | undefined {
  const traceparent = head?.get(HEADER.traceparent);
  return traceparent ? { traceparent, tracestate: head?.get(HEADER.tracestate) || undefined } : undefined;
}

export function requestHeaders(deadline: number): MsgHdrs {
  const result = outgoingHeaders();
  result.set(HEADER.deadline, String(deadline));
  const consistency = requestContext.get()?.consistency;
  if (consistency === undefined) return result;
  const { intent, header } = consistency;
  result.set(HEADER.intent, intent);
  if (header !== undefined) result.set(HEADER.consistency, header);
  return result;
}

/** @param token of what the handler has written */
export function replyHeaders(token: string | undefined): MsgHdrs | undefined {
  if (token === undefined) return undefined;
  const result = headers();
  result.set(HEADER.consistency, token);
  return result;
}

export function errorReply(error: AppError): { body: Uint8Array; headers: MsgHdrs } {
  const result = headers();
  result.set(HEADER.error, error.code);
  return { body: encode(toRemoteError(error)), headers: result };
}

/** @throws the AppError that the other side threw */
export function throwIfError(message: { data: Uint8Array; headers?: MsgHdrs | undefined }): void {
  if (!message.headers?.has(HEADER.error)) return;
  throw fromRemoteError(decode(remoteErrorSchema, message.data));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new AppError('validation_failed', { detail: 'the message is not JSON', cause });
  }
}
