import { describeMigrations } from '@tenfold/testing';
import { ordersPlan } from '../src/database/plan.js';

describeMigrations('orders', ordersPlan, {
  listIndexes: [
    'header_recent',
    'header_status',
    'idempotency_created',
    'inbox_received',
    'key_claim_created',
    'outbox_available',
    'outbox_due',
    'outbox_published',
  ],
  byMonth: ['header', 'history'],
});
