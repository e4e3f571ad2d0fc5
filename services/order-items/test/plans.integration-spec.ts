import { ALL_IDS } from '@tenfold/database';
import { bucketOf, firstIdOfMs, newId } from '@tenfold/ids';
import { describePlans, migrationLogin, PLAN_YEAR, type PlanExample } from '@tenfold/testing';
import { join } from 'node:path';
import * as listings from '../src/catalogue/listings.statements.js';
import { orderItemsPlan } from '../src/database/plan.js';
import { WHOLE_EXPORT, WHOLE_EXPORT_OF_CUSTOMER } from '../src/lines/exported-lines.naive.js';
import { LINES_OF } from '../src/lines/gathering.statements.js';
import { WHOLE_LIST } from '../src/lines/lines.naive.js';
import * as sql from '../src/lines/lines.statements.js';
import { COUNT } from '../src/products/products.naive.js';
import * as reconcile from '../src/reconcile/reconcile.statements.js';

const CUSTOMER = 'customer-1';
const BUCKET = bucketOf(CUSTOMER);
const MS = Date.UTC(PLAN_YEAR, 5, 15);
const AT = new Date(MS).toISOString();
const [ORDER, EVENT] = [newId(BUCKET, MS), newId(BUCKET, MS)];
const ALL = 12;
const MONTH = [firstIdOfMs(Date.UTC(PLAN_YEAR, 5)), firstIdOfMs(Date.UTC(PLAN_YEAR, 6))];

const order = [[BUCKET], [ORDER], [CUSTOMER], ['GBP'], ['sale'], ['api'], [1], [100], [AT], [null]];
const line = [[ORDER], [1], ['A'], ['Title'], [1], ['1.00'], [100], [false]];

const LISTING = [BUCKET, 'A', 'a', 'Title', false, false, '{}', AT];

const examples: PlanExample[] = [
  { statement: sql.STORE, values: [...order, ...line, [EVENT], null], months: 1 },
  {
    statement: sql.STORE_ONE,
    values: [...order.flat(), ...line.slice(1), '{}', null],
    months: 1,
  },
  { statement: sql.STORE_MANY, values: [...order, ['{}'], [null], ...line], months: 1 },
  { statement: listings.FIND, values: [BUCKET, 'A'], months: 0 },
  { statement: listings.PUT, values: [...LISTING, 1], months: 0 },
  { statement: listings.BRING, values: LISTING, months: 0 },
  { statement: sql.DISCARD, values: [[BUCKET], [ORDER]], months: 1 },
  { statement: LINES_OF, values: [[BUCKET], [ORDER]], months: 1 },
  { statement: sql.CANCEL, values: [BUCKET, ORDER, AT, [EVENT], null], months: 1 },
  { statement: sql.APPROVE, values: [BUCKET, ORDER, [EVENT], null], months: 1 },
  { statement: sql.LIST.forward, values: [BUCKET, ORDER, null, 0, 20, null], months: 1 },
  { statement: sql.LIST.back, values: [BUCKET, ORDER, null, 21, 20, null], months: 1 },
  { statement: WHOLE_LIST, values: [BUCKET, ORDER, null], months: 1 },
  ...[
    { statement: sql.EXPORT, whose: ['{[0,2048)}'] },
    { statement: sql.EXPORT_OF_CUSTOMER, whose: [BUCKET, CUSTOMER] },
  ].map(({ statement, whose }) => ({
    statement,
    values: [...MONTH, BUCKET, ORDER, null, 500, ...whose],
    months: 1,
  })),
  { statement: WHOLE_EXPORT, values: [...Object.values(ALL_IDS), null, '{[0,2048)}'], months: ALL },
  {
    statement: WHOLE_EXPORT_OF_CUSTOMER,
    values: [...Object.values(ALL_IDS), null, BUCKET, CUSTOMER],
    months: ALL,
  },
  { statement: sql.FIND, values: [BUCKET, ORDER, null, 1, null], months: 1 },
  { statement: sql.CANCELLED, values: [BUCKET, ORDER], months: 1 },
  { statement: sql.APPROVED, values: [BUCKET, ORDER], months: 1 },
  { statement: reconcile.DESCRIBE, values: [[BUCKET], [ORDER], ORDER, ORDER], months: 1 },
  {
    statement: reconcile.MEND_SET,
    values: [BUCKET, ORDER, CUSTOMER, 'GBP', 'sale', 'api', AT, null, null],
    months: 1,
  },
  {
    statement: reconcile.COUNT_PRODUCTS,
    values: [
      firstIdOfMs(Date.UTC(PLAN_YEAR, 5)),
      firstIdOfMs(Date.UTC(PLAN_YEAR, 6)),
      null,
      '{[0,2048)}',
      20,
      0,
      255,
    ],
    months: 1,
  },
  {
    statement: COUNT,
    values: [
      firstIdOfMs(Date.UTC(PLAN_YEAR, 5)),
      firstIdOfMs(Date.UTC(PLAN_YEAR, 6)),
      null,
      null,
      '{[0,2048)}',
    ],
    months: 1,
  },
  { statement: sql.RECONCILE, values: [[BUCKET], [ORDER]], months: 1 },
];

describePlans({
  plan: orderItemsPlan,
  login: () => migrationLogin('order-items'),
  examples,
  point: sql.FIND,
  snapshot: join(import.meta.dirname, '../src/database/queries/statements.sql'),
});
