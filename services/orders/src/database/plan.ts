import type { MigrationPlan } from '@tenfold/database';
import { CustomerMonthEntity } from '../customers/customer-month.entity.js';
import { CustomerRollupEntity } from '../customers/customer-rollup.entity.js';
import { DayRollupEntity } from '../days/day-rollup.entity.js';
import { IdempotencyEntity, KeyClaimEntity } from '../idempotency/idempotency.entity.js';
import { ExternalReferenceEntity } from '../imports/external-reference.entity.js';
import { OrderEntity, OrderHistoryEntity } from '../orders/order.entity.js';
import { ReturnedLineEntity, ReturnEntryEntity } from '../returns/returned-line.entity.js';
import { CreateOrders1764000000000 } from './migrations/20261124120000-create-orders.js';
import { KeepOutboxRows1764010000000 } from './migrations/20261124180000-keep-outbox-rows.js';
import { IndexOutbox1795545120000 } from './migrations/20261124183200-index-outbox.js';
import { MakeMonthsBesideTheirTables1795545000000 } from './migrations/20261124183000-make-months-beside-their-tables.js';
import { KeepSumsByPeriod1795547000000 } from './migrations/20261124200000-keep-sums-by-period.js';
import { IndexInboxByAge1795547060000 } from './migrations/20261124200100-index-inbox-by-age.js';
import { KeepEventsInTheirRows1796040000000 } from './migrations/20261130120000-keep-events-in-their-rows.js';
import { KeepReturnedAmounts1796104800000 } from './migrations/20261201060000-keep-returned-amounts.js';
import { MarkApprovedReturns1796133600000 } from './migrations/20261201140000-mark-approved-returns.js';
import { TraceOutbox1795871400000 } from './migrations/20261128131000-trace-outbox.js';

/** The schema of this service: what its tables are, and how they came to be. */
export const ordersPlan = {
  schema: 'orders',
  partitioned: true,
  keepsPlans: true,
  entities: [
    CustomerMonthEntity,
    CustomerRollupEntity,
    DayRollupEntity,
    ExternalReferenceEntity,
    IdempotencyEntity,
    KeyClaimEntity,
    OrderEntity,
    OrderHistoryEntity,
    ReturnedLineEntity,
    ReturnEntryEntity,
  ],
  migrations: [
    CreateOrders1764000000000,
    KeepOutboxRows1764010000000,
    MakeMonthsBesideTheirTables1795545000000,
    IndexOutbox1795545120000,
    KeepSumsByPeriod1795547000000,
    IndexInboxByAge1795547060000,
    TraceOutbox1795871400000,
    KeepEventsInTheirRows1796040000000,
    KeepReturnedAmounts1796104800000,
    MarkApprovedReturns1796133600000,
  ],
} satisfies MigrationPlan;
