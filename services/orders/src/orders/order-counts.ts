import { Injectable } from '@nestjs/common';
import { Metrics, Tally } from '@tenfold/observability';
import type { OrderRow } from './orders.repository.js';

/** What this process has done with orders. */
@Injectable()
export class OrderCounts {
  private readonly orders = new Tally('currency');
  private readonly money = new Tally('currency');
  private readonly cancellations = new Tally('currency');
  private replays = 0;

  constructor(metrics: Metrics) {
    metrics.counter('tenfold_orders_placed_total', () => this.orders.read());
    metrics.counter('tenfold_orders_placed_minor_units_total', () => this.money.read());
    metrics.counter('tenfold_orders_cancelled_total', () => this.cancellations.read());
    metrics.counter('tenfold_idempotent_replays_total', () => this.replays);
  }

  /** A return is none: its total is what goes back. */
  placed({ kind, currency, total }: OrderRow): void {
    if (kind !== 'sale') return;
    this.orders.add(currency);
    this.money.add(currency, total);
  }

  cancelled({ currency }: OrderRow): void {
    this.cancellations.add(currency);
  }

  replayed(): void {
    this.replays += 1;
  }
}
