import { Injectable } from '@nestjs/common';
import type { LinesChanged } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import { CursorCodec, mapPage, readPage, type Page } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import type { EventMeta } from '@tenfold/messaging';
import { Strategies } from '@tenfold/strategies';
import type {
  Product,
  ProductDay,
  ProductDaysQuery,
  ProductDetail,
  ProductsQuery,
} from './dto/product.dto.js';
import { NaiveProductLists } from './product-lists.naive.js';
import { ProductsNaive } from './products.naive.js';
import { ProductsRepository } from './products.repository.js';

@Injectable()
export class ProductsService {
  constructor(
    private readonly products: ProductsRepository,
    private readonly counted: ProductsNaive,
    private readonly whole: NaiveProductLists,
    private readonly cursors: CursorCodec,
    private readonly strategies: Strategies,
  ) {}

  async apply(consumer: string, events: readonly LinesChanged[], metas: readonly EventMeta[]): Promise<void> {
    const changes = events.flatMap((event, index) => {
      const messageId = metas[index]?.id;
      if (messageId === undefined) throw new Error('an event came without its id');
      return event.products.map((product) => ({ ...product, messageId }));
    });
    if (changes.length > 0) await this.products.apply(consumer, changes);
  }

  /** @param members those that have to be read; all when left out */
  async rank(query: ProductsQuery, members?: readonly string[]): Promise<Page<Product>> {
    const { month, currency, sort, includeCharges, cursor, limit } = query;
    const scope = `products:${JSON.stringify([month ?? null, currency ?? null, sort, includeCharges])}`;
    const ranking = {
      month: month === undefined ? null : `${month}-01`,
      currency: currency ?? null,
      includeCharges,
      sort,
    };
    const page = await readPage(
      this.cursors,
      { scope, cursor, limit },
      (place, most) => this.lists.rank(ranking, place, most, members),
      (row) => [row.value, row.sku, row.currency],
    );
    return mapPage(page, ({ value: _value, ...product }) => product);
  }

  async get(sku: string, members?: readonly string[]): Promise<ProductDetail> {
    const skuKey = sku.toUpperCase();
    const rows = await this.sums.months(bucketOf(skuKey), skuKey, members);
    const [latest] = rows;
    if (latest === undefined) throw new AppError('product_not_found');
    return {
      sku: skuKey,
      title: latest.title,
      isCharge: latest.isCharge,
      months: rows.map(({ sku: _sku, title: _title, isCharge: _isCharge, ...month }) => month),
    };
  }

  /** Those on which it was sold or came back, the youngest first; none for a product that nobody has had. */
  days(sku: string, { from, to, cursor, limit }: ProductDaysQuery): Promise<Page<ProductDay>> {
    const skuKey = sku.toUpperCase();
    const bounds = { from: from ?? null, to: to ?? null };
    return readPage(
      this.cursors,
      { scope: `product-days:${JSON.stringify([skuKey, bounds])}`, cursor, limit },
      (place, most) => this.lists.days(skuKey, bounds, place, most),
      ({ day, currency }) => [day, currency],
    );
  }

  private get sums(): Pick<ProductsRepository, 'months'> {
    return this.strategies.isOn('preaggregate') ? this.products : this.counted;
  }

  /** What is counted from the lines is the whole of a list in any case. */
  private get lists(): Pick<ProductsRepository, 'rank' | 'days'> {
    if (!this.strategies.isOn('preaggregate')) return this.counted;
    return this.strategies.isOn('pagination') ? this.products : this.whole;
  }
}
