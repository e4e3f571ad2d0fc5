import { parseEnv } from '@tenfold/config';
import { ordersEnv } from './env-shape.js';

/** The knobs of this service alone; all have defaults, so that the API can be described without an environment. */
export class OrdersSettings {
  readonly itemsTimeoutMs: number;
  readonly leaseMs: number;
  readonly importTimeoutMs: number;

  constructor(env = parseEnv(ordersEnv)) {
    this.itemsTimeoutMs = env.ORDER_ITEMS_TIMEOUT;
    this.leaseMs = env.PLACING_LEASE;
    this.importTimeoutMs = env.IMPORT_TIMEOUT;
  }
}
