import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { EventContract, RequestContract } from '@tenfold/contracts';
import { isReadIntent, type RequestConsistencies, type RequestConsistency } from '@tenfold/database';
import { AppError } from '@tenfold/errors';
import { inSpan, requestContext } from '@tenfold/observability';
import type { z } from 'zod';
import type { ConsumerCounters } from './consumer-counters.js';
import { observeSent, type MessagingObserver } from './messaging-observer.js';
import { publishSpan, requestSpan } from './message-spans.js';
import { NatsLink, type NatsLinkOptions } from './nats-link.js';
import { ensureStream } from './streams.js';
import { decode, encode, HEADER, outgoingHeaders, requestHeaders, throwIfError } from './wire.js';

export interface MessagingOptions extends NatsLinkOptions {
  /** Service name: the connection's name, the queue group of its handlers, the prefix of its durable consumers. */
  readonly name: string;
  /** Servers of a cluster that hold each stream which this process makes; one unless told. */
  readonly streamReplicas?: number;
  /** Makes read-your-writes hold across services; without it handlers read fresh and answers carry no token. */
  readonly consistencies?: RequestConsistencies;
  readonly observer?: MessagingObserver;
}

/** No answer to a publish within this time means that the message may or may not be stored: the caller sends it again. */
const PUBLISH_TIMEOUT_MS = 5_000;

/** The one door to NATS. A service starts, and serves what it can, while NATS is away. */
export class Messaging {
  readonly name: string;
  /** Of the events that this process takes. */
  readonly consumers: ConsumerCounters[] = [];
  readonly observer: MessagingObserver | undefined;
  private readonly link: NatsLink;
  private readonly streams = new Map<string, Promise<void>>();

  constructor(private readonly options: MessagingOptions) {
    this.name = options.name;
    this.observer = options.observer;
    this.link = new NatsLink(options);
    this.link.onStatus((online) => {
      // The server may have come back without its streams.
      if (online) this.streams.clear();
    });
  }

  /** What a handler of this message may read where: what the asker's own route allows him. */
  consistencyOf(message: Msg): RequestConsistency | undefined {
    const intent = message.headers?.get(HEADER.intent) || 'fresh';
    const token = message.headers?.get(HEADER.consistency) || undefined;
    return this.options.consistencies?.beginForService(isReadIntent(intent) ? intent : 'fresh', token);
  }

  get streamReplicas(): number {
    return this.options.streamReplicas ?? 1;
  }

  /** Settles with the first connection, however long that takes; later calls share it. */
  connect(): Promise<NatsConnection> {
    return this.link.connect();
  }

  /** False while the server is away: callers then fail at once instead of each waiting for its timeout. */
  get connected(): boolean {
    return this.link.connected;
  }

  /** Told each time that the connection, once there, is lost and found again. */
  onStatus(listener: (online: boolean) => void): void {
    this.link.onStatus(listener);
  }

  /**
   * Asks another service and waits at most `timeoutMs`.
   * @throws AppError the remote one; `dependency_unavailable` when nobody answers or NATS is away
   */
  async request<Q extends z.ZodType, R extends z.ZodType>(
    contract: RequestContract<Q, R>,
    payload: z.input<Q>,
    options: { timeoutMs: number },
  ): Promise<z.output<R>> {
    return observeSent(this.observer, 'request', contract.subject, this.ask(contract, payload, options));
  }

  private async ask<Q extends z.ZodType, R extends z.ZodType>(
    contract: RequestContract<Q, R>,
    payload: z.input<Q>,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<z.output<R>> {
    const connection = this.link.current;
    if (connection === undefined || !this.connected)
      throw unavailable(contract.subject, new Error('not connected'));
    const reply = await inSpan(
      () => requestSpan(contract.subject),
      () => this.exchange(connection, contract.subject, encode(payload), timeoutMs),
    );
    const token = reply.headers?.get(HEADER.consistency);
    if (token) requestContext.get()?.consistency?.othersHaveWritten(token);
    return decode(contract.reply, reply.data);
  }

  /**
   * Stores an event in its stream; returns once the server has acknowledged. The same `id` and `attempt` within two minutes are
   * stored once. A further attempt is for what the stream may have lost: a new message of the same event.
   * @param body JSON text when it has been serialised already (the outbox), else the payload
   */
  async publish(
    event: EventContract,
    body: unknown,
    { id, attempt = 0, serialised = false }: { id: string; attempt?: number; serialised?: boolean },
  ): Promise<void> {
    if (!this.connected) throw unavailable(event.subject, new Error('not connected'));
    const bytes = serialised ? new TextEncoder().encode(String(body)) : encode(body);
    await inSpan(
      () => publishSpan(event.subject, id),
      () => {
        const head = outgoingHeaders();
        head.set(HEADER.eventId, id);
        const stored = this.store(event.subject, bytes, head, attempt === 0 ? id : `${id}.${attempt}`);
        return observeSent(this.observer, 'publish', event.subject, stored);
      },
    );
  }

  /**
   * A message that no handler could take, kept with its cause until somebody replays it.
   * @param id of this burial: one that is repeated leaves one letter, a replay that fails again a new one
   */
  async publishDeadLetter(
    subject: string,
    data: Uint8Array,
    id: string,
    cause: Record<string, string>,
  ): Promise<void> {
    const head = outgoingHeaders();
    for (const [name, value] of Object.entries(cause))
      head.set(name, value.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 500));
    await this.store(`dead.${subject}`, data, head, id);
  }

  /** Publishes and waits for the acknowledgement. A stream that is gone is made anew by the next call. */
  async store(subject: string, data: Uint8Array, head: MsgHdrs, msgID: string): Promise<void> {
    await this.ensureStream(subject);
    try {
      await this.jetstream().publish(subject, data, { msgID, headers: head, timeout: PUBLISH_TIMEOUT_MS });
    } catch (error) {
      this.streams.delete(subject);
      throw error;
    }
  }

  /**
   * A failed attempt is forgotten, so that the next call tries again.
   * @param anew asks the server although the stream was there before
   */
  async ensureStream(subject: string, anew = false): Promise<void> {
    const known = this.streams.get(subject);
    if (known !== undefined && !anew) return known;
    const made = this.manager().then((manager) => ensureStream(manager, subject, this.streamReplicas));
    this.streams.set(subject, made);
    made.catch(() => this.streams.delete(subject));
    return made;
  }

  jetstream(): JetStreamClient {
    const connection = this.link.current;
    if (connection === undefined) throw unavailable('jetstream', new Error('not connected'));
    return jetstream(connection);
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.connect(), { checkAPI: false });
  }

  /** Lets handlers finish and answers leave, then closes. A connection that never came is given up. */
  close(): Promise<void> {
    return this.link.close();
  }

  private async exchange(
    connection: NatsConnection,
    subject: string,
    bytes: Uint8Array,
    timeoutMs: number,
  ): Promise<Msg> {
    const options = { timeout: timeoutMs, headers: requestHeaders(Date.now() + timeoutMs) };
    const reply = await connection.request(subject, bytes, options).catch((error: unknown) => {
      throw unavailable(subject, error);
    });
    throwIfError(reply);
    return reply;
  }
}

function unavailable(subject: string, cause: unknown): AppError {
  return new AppError('dependency_unavailable', {
    headers: { 'retry-after': '1' },
    cause: new Error(`no answer on ${subject}`, { cause }),
  });
}
