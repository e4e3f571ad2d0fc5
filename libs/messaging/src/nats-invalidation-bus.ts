import type { BusListener, Change, InvalidationBus } from '@tenfold/cache';
import type { Logger } from '@tenfold/observability';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Messaging } from './messaging.js';

/** One subject for all services: a process passes over the keys that it has not got. */
export const INVALIDATION_SUBJECT = 'cache.entry.changed.v1';
/** Longer ones are none of ours. */
const MAX_BYTES = 2_048;

/** Tells all processes of changes over NATS core: at most once, to whoever is connected at the time. */
export class NatsInvalidationBus implements InvalidationBus {
  private connection: NatsConnection | undefined;
  private up = false;
  private turn = 0;
  private readonly listeners: BusListener[] = [];
  /** Messages that are not ours, and changes that were not sent. */
  readonly counters = { foreign: 0, unsent: 0 };

  constructor(
    private readonly messaging: Messaging,
    private readonly logger: Logger,
  ) {}

  get connected(): boolean {
    return this.up && this.messaging.connected;
  }

  /** Listens as soon as there is a connection, however long that takes. */
  start(): void {
    this.messaging.connect().then(
      (connection) => this.listen(connection),
      () => undefined, // closed before NATS was reached
    );
  }

  subscribe(listener: BusListener): void {
    this.listeners.push(listener);
  }

  publish(change: Change): void {
    if (this.connection === undefined || !this.connected) this.counters.unsent += 1;
    else this.connection.publish(INVALIDATION_SUBJECT, JSON.stringify(change));
  }

  private listen(connection: NatsConnection): void {
    this.connection = connection;
    connection.subscribe(INVALIDATION_SUBJECT, {
      callback: (error, message) => {
        if (error === null) this.receive(message.data);
      },
    });
    this.messaging.onStatus((online) => (online ? this.reached(connection) : this.lose()));
    this.reached(connection);
  }

  /** Up once the server has answered behind the subscription, which it has then got, again after a reconnect. */
  private reached(connection: NatsConnection): void {
    const turn = (this.turn += 1);
    connection.flush().then(
      () => {
        if (turn === this.turn) this.up = true;
      },
      (error: unknown) => this.logger.debug({ err: error }, 'the connection went before the bus was up'),
    );
  }

  private lose(): void {
    this.turn += 1;
    this.up = false;
    this.listeners.forEach((listener) => listener.lost());
  }

  private receive(data: Uint8Array): void {
    const change = changeOf(data);
    if (change === undefined) this.counters.foreign += 1;
    else this.listeners.forEach((listener) => listener.changed(change));
  }
}

function changeOf(data: Uint8Array): Change | undefined {
  if (data.length > MAX_BYTES) return undefined;
  try {
    const { key, version } = JSON.parse(new TextDecoder().decode(data)) as Partial<Record<string, unknown>>;
    const ours = typeof key === 'string' && Number.isSafeInteger(version) && Number(version) >= 0;
    return ours ? { key, version: Number(version) } : undefined;
  } catch {
    return undefined;
  }
}
