import { fromRemoteError, remoteErrorSchema, toRemoteError, type AppError } from '@tenfold/errors';
import { currentTrace, requestContext, tracing } from '@tenfold/observability';
import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { IncomingHeaders, OutgoingHeaders } from './message-headers.js';
import { decode, encode, HEADER } from './wire.js';

/** @param deadline in milliseconds since the epoch, after which nobody waits for the answer any more */
export function requestHeaders(deadline: number): MsgHdrs {
  const result = new OutgoingHeaders();
  const context = requestContext.get();
  if (context !== undefined) result.set(HEADER.requestId, context.requestId);
  result.set(HEADER.deadline, String(deadline));
  if (tracing.on) for (const [name, value] of Object.entries(currentTrace() ?? {})) result.set(name, value);
  const consistency = context?.consistency;
  if (consistency !== undefined) {
    const { intent, header } = consistency;
    result.set(HEADER.intent, intent);
    if (header !== undefined) result.set(HEADER.consistency, header);
  }
  return result.forClient;
}

/** @param token of what the handler has written */
export function replyHeaders(token: string): MsgHdrs {
  const result = new OutgoingHeaders();
  result.set(HEADER.consistency, token);
  return result.forClient;
}

export function errorReply(error: AppError): { body: Uint8Array; headers: MsgHdrs } {
  const result = new OutgoingHeaders();
  result.set(HEADER.error, error.code);
  return { body: encode(toRemoteError(error)), headers: result.forClient };
}

/** @throws the AppError that the other side threw */
export function succeeded(reply: Msg): Msg {
  if (new IncomingHeaders(reply).get(HEADER.error) === undefined) return reply;
  throw fromRemoteError(decode(remoteErrorSchema, reply.data));
}

/** @returns the token of what the handler has written, if it has */
export function tokenOf(reply: Msg): string | undefined {
  return new IncomingHeaders(reply).get(HEADER.consistency);
}
