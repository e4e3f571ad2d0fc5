import { connect, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 500;

export interface NatsLinkOptions {
  readonly url: string;
  /** The connection's, as the server lists it. */
  readonly name: string;
  readonly logger: Logger;
}

/** The connection of a process to NATS: it comes when the server does, and finds the server again. */
export class NatsLink {
  private connection: NatsConnection | undefined;
  private connecting: Promise<NatsConnection> | undefined;
  private online = false;
  private readonly closing = new AbortController();
  private readonly listeners: ((online: boolean) => void)[] = [];
  private readonly refusals: ((error: Error, subject: string) => void)[] = [];

  constructor(private readonly options: NatsLinkOptions) {}

  /** Settles with the first connection, however long that takes; later calls share it. */
  async connect(): Promise<NatsConnection> {
    this.connecting ??= this.open();
    return this.connecting;
  }

  /** The connection, once there has been one; it may be without its server. */
  get current(): NatsConnection | undefined {
    return this.connection;
  }

  get connected(): boolean {
    return this.online && !this.closing.signal.aborted;
  }

  /** Told each time that the connection, once there, is lost and found again, in the order of asking. */
  onStatus(listener: (online: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** Told when the server does not let this process send to a subject. */
  onRefused(listener: (error: Error, subject: string) => void): void {
    this.refusals.push(listener);
  }

  /** Lets answers leave, then closes. A connection that never came is given up. */
  async close(): Promise<void> {
    const { connection, online } = this;
    this.closing.abort();
    // Without a server nothing leaves, and the client would wait for it until it is back.
    await (online ? connection?.drain() : connection?.close())?.catch((error: unknown) =>
      this.options.logger.warn({ err: error }, 'NATS drain failed'),
    );
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
          // Two stacks for each publish to a stream, in case it fails: 20 of its 54 µs.
          noAsyncTraces: true,
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
      if (status.type === 'error') this.report(status.error);
      if (status.type !== 'disconnect' && status.type !== 'reconnect') continue;
      this.options.logger.warn(`NATS ${status.type}`);
      this.online = status.type === 'reconnect';
      this.listeners.forEach((listen) => listen(this.online));
    }
  }

  private report(error: Error): void {
    this.options.logger.warn({ err: error }, 'NATS refuses');
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return;
    for (const tell of this.refusals) tell(error, error.subject);
  }
}
