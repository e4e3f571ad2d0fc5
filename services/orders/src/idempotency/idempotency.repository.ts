import { Injectable } from '@nestjs/common';
import { isClosedPartition, scatter, Shards, type Statement } from '@tenfold/database';
import type { KeptKey } from '@tenfold/delivery';
import * as sql from './idempotency.statements.js';

/** Where a key lives: the bucket of the effect, who may repeat it on which route, and what the client sent. */
export interface KeyPlace {
  readonly bucket: number;
  readonly scope: string;
  readonly key: string;
}

export interface KeyRow extends KeptKey {
  readonly state: 'running' | 'done';
  readonly orderId: string;
  readonly outboxId: string;
}

export interface Settlement {
  readonly orderId: string;
  readonly outboxId: string;
  readonly itemsStored: boolean;
  readonly status: number;
  readonly etag: string;
  readonly response: string;
  readonly at: string;
  /** False for an order of before, whose month may have been put away. */
  readonly justPlaced: boolean;
}

@Injectable()
export class IdempotencyRepository {
  /** Of months that have to be asked for by way of their table. */
  private readonly closed = new Set<Statement>();

  constructor(private readonly shards: Shards) {}

  async find({ bucket, scope, key }: KeyPlace): Promise<KeyRow | undefined> {
    return (await this.shards.forBucket(bucket).read<KeyRow>(sql.FIND, [bucket, scope, key]))[0];
  }

  /** @returns whether this settlement is the one that counts; false when another was first */
  async settle({ bucket, scope, key }: KeyPlace, settlement: Settlement): Promise<boolean> {
    const { orderId, outboxId, itemsStored, status, etag, response, at, justPlaced } = settlement;
    const values = [bucket, scope, key, status, etag, response, orderId, outboxId, itemsStored, at];
    const shard = this.shards.forBucket(bucket);
    const inMonth = sql.settleIn(orderId);
    if (justPlaced && !this.closed.has(inMonth)) {
      try {
        return (await shard.query(inMonth, values)).length > 0;
      } catch (error) {
        if (!isClosedPartition(error)) throw error;
        this.closed.add(inMonth);
      }
    }
    return (await shard.query(sql.SETTLE, values)).length > 0;
  }

  /** @returns the hash of the body that the key belongs to: this one, or that of an earlier request */
  async claim({ bucket, scope, key }: KeyPlace, bodyHash: string, at: string): Promise<string> {
    const shard = this.shards.forBucket(bucket);
    const made = await shard.query(sql.CLAIM, [bucket, scope, key, bodyHash, at]);
    if (made.length > 0) return bodyHash;
    const [known] = await shard.read<{ bodyHash: string }>(sql.FIND_CLAIM, [bucket, scope, key]);
    return known?.bodyHash ?? bodyHash;
  }

  /** Forgets keys from before `time`, a bounded number on each shard. */
  async sweep(time: string, limit: number): Promise<void> {
    for (const statement of [sql.SWEEP, sql.SWEEP_CLAIMS]) {
      await scatter(this.shards, (shard, own) => shard.query(statement, [time, limit, own]));
    }
  }
}
