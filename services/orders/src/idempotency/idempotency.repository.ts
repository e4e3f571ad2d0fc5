import { Injectable } from '@nestjs/common';
import { scatter, Shards } from '@tenfold/database';
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
  readonly outboxId: string;
  readonly etag: string;
  readonly response: string;
  readonly at: string;
}

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly shards: Shards) {}

  async find({ bucket, scope, key }: KeyPlace): Promise<KeyRow | undefined> {
    return (await this.shards.forBucket(bucket).read<KeyRow>(sql.FIND, [bucket, scope, key]))[0];
  }

  /** @returns whether this settlement is the one that counts; false when another was first */
  async settle({ bucket, scope, key }: KeyPlace, settlement: Settlement): Promise<boolean> {
    const { outboxId, etag, response, at } = settlement;
    const values = [bucket, scope, key, etag, response, outboxId, at];
    return (await this.shards.forBucket(bucket).query(sql.SETTLE, values)).length > 0;
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
