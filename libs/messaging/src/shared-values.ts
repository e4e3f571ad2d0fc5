import { Kvm, type KV } from '@nats-io/kv';
import { AppError } from '@tenfold/errors';
import type { Messaging } from './messaging.js';

/**
 * Small texts that all processes share, in JetStream's key-value store. They are settings and may be lost with it: nothing that has
 * to be kept belongs here.
 */
export class SharedValues {
  /** Asked many times, made once. */
  private store: KV | undefined;

  constructor(
    private readonly messaging: Messaging,
    private readonly bucket: string,
  ) {}

  get reachable(): boolean {
    return this.messaging.connected;
  }

  /**
   * @returns undefined when nobody has put one, or it was removed
   * @throws AppError `dependency_unavailable`, as all of these do
   */
  async get(key: string): Promise<string | undefined> {
    return this.run(async (store) => {
      const entry = await store.get(key);
      return entry?.operation === 'PUT' ? entry.string() : undefined;
    });
  }

  async put(key: string, value: string): Promise<void> {
    await this.run((store) => store.put(key, value));
  }

  async remove(key: string): Promise<void> {
    await this.run((store) => store.delete(key));
  }

  /**
   * Calls `listen` when something is being put or removed by whomever, which may be a moment before it is stored, and each time that the
   * server is reached. What is put is a message on a subject of the bucket's: to hear it takes no consumer, and costs nothing at rest.
   */
  onChange(listen: () => void): void {
    this.messaging.connect().then(
      (connection) => {
        connection.subscribe(`$KV.${this.bucket}.>`, {
          callback: (error) => {
            if (error === null) listen();
          },
        });
        this.messaging.onStatus((online) => {
          if (online) listen();
        });
        listen();
      },
      () => undefined, // closed before NATS was reached
    );
  }

  /** What has failed is tried once more with a bucket that is made anew: the server may have come back without what it stored. */
  private async run<T>(work: (store: KV) => Promise<T>): Promise<T> {
    const known = this.store;
    try {
      if (!this.messaging.connected) throw new Error('not connected');
      if (known === undefined) return await work(await this.open());
      return await work(known).catch(async () => work(await this.open()));
    } catch (cause) {
      throw new AppError('dependency_unavailable', { headers: { 'retry-after': '1' }, cause });
    }
  }

  private async open(): Promise<KV> {
    const { streamReplicas: replicas } = this.messaging;
    this.store = await new Kvm(this.messaging.jetstream()).create(this.bucket, { replicas });
    return this.store;
  }
}
