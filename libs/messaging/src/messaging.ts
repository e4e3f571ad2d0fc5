import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { EventContract, RequestContract } from '@tenfold/contracts';
import { isReadIntent, type RequestConsistencies, type RequestConsistency } from '@tenfold/database';
import { inSpan } from '@tenfold/observability';
import type { z } from 'zod';
import { Asking } from './asking.js';
import type { ConsumerCounters } from './consumer-counters.js';
import type { IncomingHeaders } from './message-headers.js';
import { observeSent, type MessagingObserver } from './messaging-observer.js';
import { publishSpan } from './message-spans.js';
import { InFlight } from './in-flight.js';
import { NatsLink, type NatsLinkOptions } from './nats-link.js';
import { ensureStream } from './streams.js';
import { unavailable } from './unavailable.js';
import { encode, HEADER, outgoingHeaders } from './wire.js';

export interface MessagingOptions extends NatsLinkOptions {
  /** Service name: the connection's name, the queue group of its handlers, the prefix of its durable consumers. */
  readonly name: string;
  /** Servers of a cluster that hold each stream which this process makes; one unless told. */
  readonly streamReplicas?: number;
  /** Makes read-your-writes hold across services; without it handlers read fresh and answers carry no token. */
  readonly consistencies?: RequestConsistencies;
  readonly observer?: MessagingObserver;
  /** Requests of this process that may wait for a reply at once; 1,024 unless told. */
  readonly maxAsking?: number;
  /** Requests of others that this process may be at work on at once; 256 unless told. */
  readonly maxAnswering?: number;
}

const MAX_ASKING = 1_024;
/** More than come in one read of the socket (64 KiB): where a handler is quick, all of those are let in. */
const MAX_ANSWERING = 256;

/** No answer to a publish within this time means that the message may or may not be stored: the caller sends it again. */
const PUBLISH_TIMEOUT_MS = 5_000;

/** The one door to NATS. A service starts, and serves what it can, while NATS is away. */
export class Messaging {
  readonly name: string;
  /** Of the events that this process takes. */
  readonly consumers: ConsumerCounters[] = [];
  readonly observer: MessagingObserver | undefined;
  /** Requests that this process is at work on. */
  readonly answering: InFlight;
  private readonly link: NatsLink;
  private readonly asking: Asking;
  private readonly streams = new Map<string, Promise<void>>();

  constructor(private readonly options: MessagingOptions) {
    this.name = options.name;
    this.observer = options.observer;
    this.link = new NatsLink(options);
    this.asking = new Asking(this.link, options.maxAsking ?? MAX_ASKING, options.observer);
    this.answering = new InFlight(options.maxAnswering ?? MAX_ANSWERING);
    this.link.onStatus((online) => {
      // The server may have come back without its streams.
      if (online) this.streams.clear();
    });
  }

  /** What a handler of this message may read where: what the asker's own route allows him. */
  consistencyOf(headers: IncomingHeaders): RequestConsistency | undefined {
    const intent = headers.get(HEADER.intent) ?? 'fresh';
    const token = headers.get(HEADER.consistency);
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

  /** Requests that were one too many: of this process to others, of others to it. */
  get refused(): { readonly asking: number; readonly answering: number } {
    return { asking: this.asking.refused, answering: this.answering.refused };
  }

  /** Requests of this process that wait for a reply. */
  get asked(): number {
    return this.asking.count;
  }

  /**
   * Asks another service and waits at most `timeoutMs`.
   * @throws AppError the remote one; `overloaded` when too many requests wait already; `dependency_unavailable` when nobody answers
   * or NATS is away
   */
  request<Q extends z.ZodType, R extends z.ZodType>(
    contract: RequestContract<Q, R>,
    payload: z.input<Q>,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<z.output<R>> {
    return this.asking.request(contract, payload, timeoutMs);
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

  /** Waits for what was asked, lets answers leave, then closes. A connection that never came is given up. */
  async close(): Promise<void> {
    // Each has a time of its own by which it ends; without a server none will be answered.
    if (this.connected) await this.asking.idle();
    await this.link.close();
  }
}
