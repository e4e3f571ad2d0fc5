import type { MigrationPlan } from '@tenfold/database';
import { ListingEntity } from '../catalogue/listing.entity.js';
import { ItemSetEntity, LineEntity } from '../lines/line.entity.js';
import { ProductRollupEntity } from '../products/product-rollup.entity.js';
import { ProductDayEntity } from '../products/product-day.entity.js';
import { CreateOrderItems1764000000000 } from './migrations/20261124120000-create-order-items.js';
import { KeepOutboxRows1764010000000 } from './migrations/20261124180000-keep-outbox-rows.js';
import { IndexOutbox1795545120000 } from './migrations/20261124183200-index-outbox.js';
import { MakeMonthsBesideTheirTables1795545000000 } from './migrations/20261124183000-make-months-beside-their-tables.js';
import { IndexInboxByAge1795545060000 } from './migrations/20261124183100-index-inbox-by-age.js';
import { MarkRebuilds1795547000000 } from './migrations/20261124200000-mark-rebuilds.js';
import { KeepProductDays1795635000000 } from './migrations/20261125000000-keep-product-days.js';
import { KeepEventsInTheirRows1796040000000 } from './migrations/20261130120000-keep-events-in-their-rows.js';
import { ListProducts1796137200000 } from './migrations/20261201150000-list-products.js';
import { MarkApprovedReturns1796133600000 } from './migrations/20261201140000-mark-approved-returns.js';
import { TraceOutbox1795871400000 } from './migrations/20261128131000-trace-outbox.js';

/** The schema of this service: what its tables are, and how they came to be. */
export const orderItemsPlan = {
  schema: 'order_items',
  partitioned: true,
  keepsPlans: true,
  entities: [ItemSetEntity, LineEntity, ListingEntity, ProductRollupEntity, ProductDayEntity],
  migrations: [
    CreateOrderItems1764000000000,
    KeepOutboxRows1764010000000,
    MakeMonthsBesideTheirTables1795545000000,
    IndexInboxByAge1795545060000,
    IndexOutbox1795545120000,
    MarkRebuilds1795547000000,
    KeepProductDays1795635000000,
    TraceOutbox1795871400000,
    KeepEventsInTheirRows1796040000000,
    MarkApprovedReturns1796133600000,
    ListProducts1796137200000,
  ],
} satisfies MigrationPlan;
