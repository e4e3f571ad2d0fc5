import { describeMigrations } from '@tenfold/testing';
import { orderItemsPlan } from '../src/database/plan.js';

describeMigrations('order-items', orderItemsPlan, {
  listIndexes: [
    'inbox_received',
    'outbox_available',
    'outbox_due',
    'outbox_published',
    'product_day_day',
    'product_rollup_month',
  ],
  byMonth: ['item_set', 'line'],
});
