import { Injectable } from '@nestjs/common';
import { Shards, type Statement } from '@tenfold/database';
import { bucketOf } from '@tenfold/ids';
import * as sql from './listings.statements.js';

export interface ListingRow {
  readonly sku: string;
  readonly title: string;
  readonly isCharge: boolean;
  readonly withdrawn: boolean;
  /** In major units, by currency. */
  readonly prices: Readonly<Record<string, string>>;
  readonly version: number;
  readonly updatedAt: string;
}

export type ListingDraft = Omit<ListingRow, 'version' | 'updatedAt'>;

@Injectable()
export class ListingsRepository {
  constructor(private readonly shards: Shards) {}

  /** As it is now: what is found is kept for others. */
  async find(skuKey: string): Promise<ListingRow | undefined> {
    const bucket = bucketOf(skuKey);
    const shard = this.shards.forBucket(bucket);
    return (await shard.read<ListingRow>(sql.FIND, [bucket, skuKey], { intent: 'fresh' }))[0];
  }

  /** @param version that it was decided on; null for any. @returns undefined when it has another one meanwhile */
  async put(draft: ListingDraft, version: number | null): Promise<ListingRow | undefined> {
    return this.write(sql.PUT, draft, new Date().toISOString(), [version]);
  }

  /** @param pricedAt when it was what the draft says. @returns undefined when it is known as it was later */
  async bring(draft: ListingDraft, pricedAt: string): Promise<ListingRow | undefined> {
    return this.write(sql.BRING, draft, pricedAt, []);
  }

  private async write(
    statement: Statement,
    { sku, title, isCharge, withdrawn, prices }: ListingDraft,
    pricedAt: string,
    more: readonly unknown[],
  ): Promise<ListingRow | undefined> {
    const skuKey = sku.toUpperCase();
    const bucket = bucketOf(skuKey);
    const values = [
      bucket,
      skuKey,
      sku,
      title,
      isCharge,
      withdrawn,
      JSON.stringify(prices),
      pricedAt,
      ...more,
    ];
    return (await this.shards.forBucket(bucket).query<ListingRow>(statement, values))[0];
  }
}
