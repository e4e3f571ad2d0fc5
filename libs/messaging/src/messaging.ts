import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type { EventContract, RequestContract } from '@tenfold/contracts';
import { isReadIntent, type RequestConsistencies, type RequestConsistency } from '@tenfold/database';
import { AppError } from '@tenfold/errors';
import { requestContext, type Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { ConsumerCounters } from './consumer-counters.js';
import { observeSent, type MessagingObserver } from './messaging-observer.js';
import { ensureStream } from './streams.js';
import { decode, encode, HEADER, outgoingHeaders, requestHeaders, throwIfError } from './wire.js';

export interface MessagingOptions {
  readonly url: string;
  /** Service name: the connection's name, the queue group of its handlers, the prefix of its durable consumers. */
  readonly name: string;
  readonly logger: Logger;
  /** Servers of a cluster that hold each stream which this process makes; one unless told. */
  readonly streamReplicas?: number;
  /** Makes read-your-writes hold across services; without it handlers read fresh and answers carry no token. */
  readonly consistencies?: RequestConsistencies;
  readonly observer?: MessagingObserver;
}

/** No answer to a publish within this time means that the message may or may not be stored: the caller sends it again. */
const PUBLISH_TIMEOUT_MS = 5_000;
const RETRY_MS = 500;

/** The one door to NATS. A service starts, and serves what it can, while NATS is away. */
export class Messaging {
  readonly name: string;
  /** Of the events that this process takes. */
  readonly consumers: ConsumerCounters[] = [];
  readonly observer: MessagingObserver | undefined;
  private connection: NatsConnection | undefined;
  private connecting: Promise<NatsConnection> | undefined;
  private online = false;
  private readonly closing = new AbortController();
  private readonly streams = new Map<string, Promise<void>>();
  private readonly listeners: ((online: boolean) => void)[] = [];

  constructor(private readonly options: MessagingOptions) {
    this.name = options.name;
    this.observer = options.observer;
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
  async connect(): Promise<NatsConnection> {
    this.connecting ??= this.open();
    return this.connecting;
  }

  /** False while the server is away: callers then fail at once instead of each waiting for its timeout. */
  get connected(): boolean {
    return this.online && !this.closing.signal.aborted;
  }

  /** Told each time that the connection, once there, is lost and found again. */
  onStatus(listener: (online: boolean) => void): void {
    this.listeners.push(listener);
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
    const connection = this.connection;
    if (connection === undefined || !this.connected)
      throw unavailable(contract.subject, new Error('not connected'));
    const options = { timeout: timeoutMs, headers: requestHeaders(Date.now() + timeoutMs) };
    let reply: Msg;
    try {
      reply = await connection.request(contract.subject, encode(payload), options);
    } catch (error) {
      throw unavailable(contract.subject, error);
    }
    throwIfError(reply);
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
    const head = outgoingHeaders();
    head.set(HEADER.eventId, id);
    const stored = this.store(event.subject, bytes, head, attempt === 0 ? id : `${id}.${attempt}`);
    await observeSent(this.observer, 'publish', event.subject, stored);
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
    if (this.connection === undefined) throw unavailable('jetstream', new Error('not connected'));
    return jetstream(this.connection);
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.connect(), { checkAPI: false });
  }

  /** Lets handlers finish and answers leave, then closes. A connection that never came is given up. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.connection
      ?.drain()
      .catch((error: unknown) => this.options.logger.warn({ err: error }, 'NATS drain failed'));
  }

  /** Tries until it succeeds or `close` is called: the client's own waiting for a first connection cannot be ended. */
  private async open(): Promise<NatsConnection> {
    const { url: servers, name, logger } = this.options;
    for (;;) {
      try {
        const connection = await connect({
          servers,
          name,
          maxReconnectAttempts: -1,
          reconnectTimeWait: RETRY_MS,
        });
        if (this.closing.signal.aborted) await connection.close();
        this.closing.signal.throwIfAborted();
        this.connection = connection;
        this.online = true;
        void this.watch(connection);
        return connection;
      } catch (error) {
        if (this.closing.signal.aborted) throw error;
        logger.debug({ err: error }, 'NATS not reached yet');
        await delay(RETRY_MS, undefined, { signal: this.closing.signal });
      }
    }
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type !== 'disconnect' && status.type !== 'reconnect') continue;
      this.options.logger.warn(`NATS ${status.type}`);
      this.online = status.type === 'reconnect';
      // The server may have come back without its streams.
      if (this.online) this.streams.clear();
      this.listeners.forEach((listen) => listen(this.online));
    }
  }
}

function unavailable(subject: string, cause: unknown): AppError {
  return new AppError('dependency_unavailable', {
    headers: { 'retry-after': '1' },
    cause: new Error(`no answer on ${subject}`, { cause }),
  });
}
