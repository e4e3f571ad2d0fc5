import { Injectable } from '@nestjs/common';
import { InjectEnv } from '@tenfold/bootstrap';
import { listProducts, MAX_LISTED, type ListedProduct } from '@tenfold/contracts';
import { AppError, type FieldError } from '@tenfold/errors';
import { Messaging } from '@tenfold/messaging';
import type { OrdersEnv } from '../env.js';
import type { PlaceOrder } from './dto/order.dto.js';
import type { LineDraft } from './order.composition.js';

export interface PricedOrder {
  readonly currency: string;
  readonly lines: readonly LineDraft[];
}

type AskedLine = PlaceOrder['lines'][number];

/** Titles, prices and currency of lines that state none, as the catalogue of order-items has them now. */
@Injectable()
export class ListedPricesService {
  constructor(
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
  ) {}

  /**
   * One question for all lines without a price; none where every line has one.
   * @throws validation_failed that names the lines whose products are not sold, or not in this currency
   */
  async priced({ currency: asked, lines }: Pick<PlaceOrder, 'currency' | 'lines'>): Promise<PricedOrder> {
    const unpriced = lines.filter(({ unitPrice }) => unitPrice === undefined);
    const products = await this.products(unpriced);
    const unknown = lines.flatMap((line, index) =>
      line.unitPrice === undefined && !products.has(keyOf(line)) ? [notSold(index)] : [],
    );
    if (unknown.length > 0) throw invalid(unknown);
    const currency = asked ?? currencyOf(lines, [...products.values()]);
    const problems: FieldError[] = [];
    const drafts = lines.map((line, index): LineDraft => {
      const draft = draftOf(line, products.get(keyOf(line)), currency);
      if (draft === undefined) problems.push(noPrice(index, currency));
      return draft ?? { ...line, title: '', unitPrice: '0' };
    });
    if (problems.length > 0) throw invalid(problems);
    return { currency, lines: drafts };
  }

  private async products(lines: readonly AskedLine[]): Promise<ReadonlyMap<string, ListedProduct>> {
    const skus = [...new Set(lines.map(keyOf))];
    const found: ListedProduct[] = [];
    for (let first = 0; first < skus.length; first += MAX_LISTED) {
      const question = { skus: skus.slice(first, first + MAX_LISTED) };
      const wait = { timeoutMs: this.env.ORDER_ITEMS_TIMEOUT };
      found.push(...(await this.messaging.request(listProducts, question, wait)).products);
    }
    return new Map(found.map((product) => [product.skuKey, product]));
  }
}

function keyOf({ sku }: AskedLine): string {
  return sku.toUpperCase();
}

function draftOf(
  { isCharge, quantity, sku, title, unitPrice }: AskedLine,
  product: ListedProduct | undefined,
  currency: string,
): LineDraft | undefined {
  if (unitPrice !== undefined && title !== undefined) return { sku, title, quantity, unitPrice, isCharge };
  const listed = product?.prices[currency];
  if (product === undefined || listed === undefined) return undefined;
  return { sku, title: product.title, quantity, unitPrice: listed, isCharge: product.isCharge };
}

/** The one currency in which all of these are sold, where there is no other and nobody has stated a price. */
function currencyOf(lines: readonly AskedLine[], products: readonly ListedProduct[]): string {
  const [first, ...others] = products.map(({ prices }) => new Set(Object.keys(prices)));
  const common = [...(first ?? [])].filter((currency) => others.every((one) => one.has(currency)));
  const [only, ...more] = common;
  const stated = lines.some(({ unitPrice }) => unitPrice !== undefined);
  if (!stated && only !== undefined && more.length === 0) return only;
  const detail = stated
    ? 'must be said where a price is stated'
    : common.length === 0
      ? 'must be said: these products have no currency in common'
      : `must be said: these products have prices in ${common.toSorted().join(', ')}`;
  throw invalid([{ pointer: '/currency', code: 'currency_required', detail }]);
}

function notSold(index: number): FieldError {
  return { pointer: `/lines/${index}/sku`, code: 'product_not_sold', detail: 'is no product that is sold' };
}

function noPrice(index: number, currency: string): FieldError {
  return { pointer: `/lines/${index}/sku`, code: 'price_not_listed', detail: `has no price in ${currency}` };
}

function invalid(errors: readonly FieldError[]): AppError {
  const [first] = errors;
  return new AppError('validation_failed', {
    detail: `${first?.pointer ?? ''}: ${first?.detail ?? ''}`,
    errors: errors.slice(0, 20),
  });
}
