import { Injectable } from '@nestjs/common';
import { customerIdSchema } from '@tenfold/contracts';
import { bodyHashOf, keyReused } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import { hasRole, type Principal } from '@tenfold/identity';
import { bucketOf } from '@tenfold/ids';
import { IdempotencyRepository, type KeyPlace } from '../idempotency/idempotency.repository.js';
import type { PlaceOrder } from './dto/order.dto.js';
import { ListedPricesService } from './listed-prices.service.js';
import { composeOrder } from './order.composition.js';
import { PlacingService, type PlacedAnswer } from './placing.service.js';

/** Who may order for somebody else, and state prices; only their keys can be used for two customers. `shop` is a shop's own server. */
const SELLERS = ['shop', 'staff', 'admin'] as const;

/** Takes a new order in: who orders for whom, is it in order, where does its key live. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly placing: PlacingService,
    private readonly keys: IdempotencyRepository,
    private readonly listed: ListedPricesService,
  ) {}

  async place(principal: Principal, key: string, order: PlaceOrder): Promise<PlacedAnswer> {
    const customerId = customerFor(principal, order.customerId);
    assertPriceless(principal, order);
    const bodyHash = bodyHashOf(order);
    const place = placeOf(principal, customerId, key);
    if (order.currency === undefined || order.lines.some(({ unitPrice }) => unitPrice === undefined)) {
      // First of all: prices may have changed since, and the answer of this key has not.
      const replayed = await this.placing.replayed(place, bodyHash);
      if (replayed !== undefined) return replayed;
    }
    const { currency, lines } = await this.listed.priced(order);
    const composition = composeOrder('sale', currency, lines);
    if ('problems' in composition) {
      const [first] = composition.problems;
      throw new AppError('validation_failed', {
        detail: `${first?.pointer ?? ''}: ${first?.detail ?? ''}`,
        errors: composition.problems.slice(0, 20),
      });
    }
    // A shop's server that is a customer too, as tests have it, is no member of staff who orders for two with one key.
    const forOthers = hasRole(principal, 'shop') && customerId !== principal.subject;
    if (forOthers || hasRole(principal, 'staff', 'admin')) await this.claim(principal, place, bodyHash);
    return this.placing.place({
      place,
      bodyHash,
      actor: principal.subject,
      reason: null,
      kind: 'sale',
      customerId,
      currency,
      country: order.country ?? null,
      metadata: order.metadata ?? {},
      returnOf: null,
      composition,
      taken: [],
    });
  }

  /**
   * The key of a member of staff lives with the customer he orders for. Used again for another customer it would be looked for
   * elsewhere and not be found, so it is pinned to its body where the caller lives, before anything else is written.
   */
  private async claim(principal: Principal, place: KeyPlace, bodyHash: string): Promise<void> {
    const home = { ...place, bucket: bucketOf(principal.subject) };
    const owner = await this.keys.claim(home, bodyHash, new Date().toISOString());
    if (owner !== bodyHash) throw keyReused();
  }
}

function customerFor(principal: Principal, asked: string | null | undefined): string | null {
  const forHimself = hasRole(principal, 'customer') && customerIdSchema.safeParse(principal.subject).success;
  if (asked === undefined && forHimself) return principal.subject;
  if (asked === principal.subject && forHimself) return asked;
  if (hasRole(principal, ...SELLERS)) return asked ?? null;
  throw new AppError('forbidden', {
    detail: 'customers order for themselves only',
    errors: [{ pointer: '/customerId', code: 'forbidden', detail: 'is not you' }],
  });
}

/** Customers order what is listed, at the price that is listed. @throws price_not_yours that names what they have stated */
function assertPriceless(principal: Principal, { lines }: PlaceOrder): void {
  if (hasRole(principal, ...SELLERS)) return;
  const errors = lines.flatMap((line, index) =>
    (['unitPrice', 'title', 'isCharge'] as const)
      .filter((name) => line[name] !== undefined)
      .map((name) => ({
        pointer: `/lines/${index}/${name}`,
        code: 'price_not_yours',
        detail: 'is stated by the shop; order by sku and quantity',
      })),
  );
  const [first] = errors;
  if (first === undefined) return;
  throw new AppError('price_not_yours', {
    detail: `${first.pointer}: ${first.detail}`,
    errors: errors.slice(0, 20),
  });
}

/** A guest's order has no customer to live with; caller and key choose its bucket, so that a repeat finds it. */
function placeOf(principal: Principal, customerId: string | null, key: string): KeyPlace {
  const scope = `${principal.subject} POST /v1/orders`;
  return { bucket: bucketOf(customerId ?? `${principal.subject}/${key}`), scope, key };
}
