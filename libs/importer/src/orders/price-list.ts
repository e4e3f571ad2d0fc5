import type { ApiClient } from '../client/api-client.js';
import type { ImportOrder } from './import-order.js';

/** Products of one request: as many as the API takes. */
const AT_ONCE = 200;

interface ListedProduct {
  readonly sku: string;
  readonly title: string;
  readonly prices: Readonly<Record<string, string>>;
  readonly pricedAt: string;
}

/**
 * What the products of a file were last sold at: the catalogue that customers order from. Of one stock code, in whatever case, the youngest
 * sale counts. Charges are no products, and what cost nothing has no price.
 */
export class PriceList {
  private readonly products = new Map<string, ListedProduct>();

  note({ currency, kind, lines, placedAt }: ImportOrder): void {
    if (kind !== 'sale') return;
    for (const { isCharge, sku, title, unitPrice } of lines) {
      if (isCharge || /^[0.]+$/.test(unitPrice)) continue;
      const key = `${sku.toUpperCase()} ${currency}`;
      const known = this.products.get(key);
      if (known !== undefined && known.pricedAt > placedAt) continue;
      this.products.set(key, { sku, title, prices: { [currency]: unitPrice }, pricedAt: placedAt });
    }
  }

  /** @returns how many products have changed in the catalogue */
  async send(client: ApiClient): Promise<number> {
    const products = [...this.products.values()];
    let changed = 0;
    for (let first = 0; first < products.length; first += AT_ONCE) {
      const some = { products: products.slice(first, first + AT_ONCE) };
      const { body } = await client.put('/v1/order-items/catalogue', some, {});
      changed += (body as { changed: number }).changed;
    }
    return changed;
  }
}
