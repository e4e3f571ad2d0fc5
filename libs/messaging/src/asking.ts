import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { RequestContract } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import { inSpan, requestContext, tracing } from '@tenfold/observability';
import type { z } from 'zod';
import { InFlight } from './in-flight.js';
import { requestSpan } from './message-spans.js';
import type { MessagingObserver } from './messaging-observer.js';
import type { NatsLink } from './nats-link.js';
import { ReplyInbox } from './reply-inbox.js';
import { requestHeaders, succeeded, tokenOf } from './request-wire.js';
import { unavailable } from './unavailable.js';
import { decode, encode } from './wire.js';

/** The requests of this process to others. */
export class Asking {
  private readonly inFlight: InFlight;
  private inbox: ReplyInbox | undefined;

  /** @param limit of requests that may wait for a reply at once */
  constructor(
    private readonly link: NatsLink,
    limit: number,
    private readonly observer: MessagingObserver | undefined,
  ) {
    this.inFlight = new InFlight(limit);
    link.onRefused((error, subject) => this.inbox?.fail(error, subject));
  }

  /** Requests that wait for a reply. */
  get count(): number {
    return this.inFlight.count;
  }

  /** Requests that were not sent because too many waited. */
  get refused(): number {
    return this.inFlight.refused;
  }

  /** Settles when no request waits any more. */
  idle(): Promise<void> {
    return this.inFlight.idle();
  }

  /** @throws AppError the remote one; `overloaded` when too many wait; `dependency_unavailable` when nobody answers */
  async request<Q extends z.ZodType, R extends z.ZodType>(
    { subject, reply: schema }: RequestContract<Q, R>,
    payload: z.input<Q>,
    timeoutMs: number,
  ): Promise<z.output<R>> {
    const began = performance.now();
    let admitted = false;
    let error = '';
    try {
      const connection = this.connectionFor(subject);
      admitted = this.inFlight.enter();
      if (!admitted) throw tooMany(subject);
      const exchange = (): Promise<Msg> => this.exchange(connection, subject, payload, timeoutMs);
      const reply = tracing.on
        ? await inSpan(
            () => requestSpan(subject),
            async () => succeeded(await exchange()),
          )
        : succeeded(await exchange());
      const token = tokenOf(reply);
      if (token !== undefined) requestContext.get()?.consistency?.othersHaveWritten(token);
      return decode(schema, reply.data);
    } catch (cause) {
      error = toAppError(cause).code;
      throw cause;
    } finally {
      if (admitted) this.inFlight.leave();
      this.observer?.sent('request', subject, performance.now() - began, error);
    }
  }

  private connectionFor(subject: string): NatsConnection {
    const connection = this.link.current;
    if (connection === undefined || !this.link.connected)
      throw unavailable(subject, new Error('not connected'));
    return connection;
  }

  private exchange(
    connection: NatsConnection,
    subject: string,
    payload: unknown,
    timeoutMs: number,
  ): Promise<Msg> {
    this.inbox ??= new ReplyInbox(connection);
    const headers = requestHeaders(Date.now() + timeoutMs);
    return this.inbox.ask({ subject, body: encode(payload), headers, timeoutMs });
  }
}

function tooMany(subject: string): AppError {
  return new AppError('overloaded', {
    headers: { 'retry-after': '1' },
    cause: new Error(`too many requests wait for a reply: ${subject} was not asked`),
  });
}
