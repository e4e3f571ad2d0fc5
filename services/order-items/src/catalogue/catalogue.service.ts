import { Injectable } from '@nestjs/common';
import { Cache, mutable, type Loaded } from '@tenfold/cache';
import type { ListedProduct } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import { ifMatch, strongEtag } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import { canonicalUnitPrice } from '@tenfold/money';
import type { Brought, BringListings, Listing, PutListing } from './dto/listing.dto.js';
import { ListingsRepository, type ListingDraft, type ListingRow } from './listings.repository.js';

/** Read for each order; served for an hour when the shard of a product is down. */
const LISTING = mutable({ name: 'order-items.listing', l2Ms: 60_000, staleMs: 60 * 60_000 });
/** Writes of one request that are under way. */
const AT_ONCE = 8;

/** What a shop sells: written by staff, the shop's own server and imports, read through the cache. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly listings: ListingsRepository,
    private readonly cache: Cache,
  ) {}

  /** @throws product_not_found */
  async get(sku: string): Promise<Listing> {
    const row = await this.read(sku.toUpperCase());
    if (row === undefined) throw new AppError('product_not_found');
    return toListing(row);
  }

  /** @param condition of If-Match. @throws precondition_failed */
  async put(sku: string, condition: string | undefined, body: PutListing): Promise<Listing> {
    const draft = draftOf({ ...body, sku, withdrawn: body.withdrawn ?? false });
    const version = condition === undefined ? null : await this.versionFor(sku, condition);
    const row = await this.changing(draft, () => this.listings.put(draft, version));
    if (row === undefined) throw new AppError('precondition_failed');
    return toListing(row);
  }

  async bring({ products }: BringListings): Promise<Brought> {
    let changed = 0;
    const next = products.values();
    const worker = async (): Promise<void> => {
      for (const { pricedAt, ...product } of next) {
        const draft = draftOf({ ...product, withdrawn: false });
        const row = await this.changing(draft, () => this.listings.bring(draft, pricedAt));
        if (row !== undefined) changed += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return { changed, unchanged: products.length - changed };
  }

  /** Of these stock codes, the products that are sold. */
  async listed(skus: readonly string[]): Promise<ListedProduct[]> {
    const rows = await Promise.all(skus.map((sku) => this.read(sku.toUpperCase())));
    return rows.flatMap((row) => {
      if (row === undefined || row.withdrawn) return [];
      const { sku, title, isCharge, prices } = row;
      return [{ skuKey: sku.toUpperCase(), title, isCharge, prices }];
    });
  }

  private async read(skuKey: string): Promise<ListingRow | undefined> {
    const { body } = await this.cache.get(LISTING, keyOf(skuKey), () => this.load(skuKey));
    return body === undefined ? undefined : (JSON.parse(body.toString()) as ListingRow);
  }

  private async load(skuKey: string): Promise<Loaded> {
    const row = await this.listings.find(skuKey);
    return {
      version: row?.version ?? 0,
      body: row === undefined ? undefined : Buffer.from(JSON.stringify(row)),
    };
  }

  private changing(
    { sku }: ListingDraft,
    write: () => Promise<ListingRow | undefined>,
  ): Promise<ListingRow | undefined> {
    return this.cache.change(keyOf(sku.toUpperCase()), write, (row) => row?.version);
  }

  private async versionFor(sku: string, condition: string): Promise<number> {
    const row = await this.listings.find(sku.toUpperCase());
    if (row === undefined || !ifMatch(condition, etagOf(toListing(row))))
      throw new AppError('precondition_failed');
    return row.version;
  }
}

export function etagOf(listing: Listing): string {
  return strongEtag(JSON.stringify(listing));
}

function keyOf(skuKey: string): string {
  return `order-items:{b${bucketOf(skuKey)}}:listing:${skuKey}`;
}

function toListing(row: ListingRow): Listing {
  const { sku, title, isCharge, withdrawn, prices, version, updatedAt } = row;
  return { sku, title, isCharge, withdrawn, prices, version, updatedAt };
}

/** Prices as orders write them: `2.550` is `2.55`. */
function draftOf(
  product: Pick<PutListing, 'title' | 'prices' | 'isCharge'> & {
    readonly sku: string;
    readonly withdrawn: boolean;
  },
): ListingDraft {
  const { sku, title, isCharge = false, prices, withdrawn } = product;
  const canonical = Object.entries(prices).map(([currency, price]) => [
    currency,
    canonicalUnitPrice(price ?? ''),
  ]);
  return { sku, title, isCharge, withdrawn, prices: Object.fromEntries(canonical) as Record<string, string> };
}
