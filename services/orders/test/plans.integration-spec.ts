import { ALL_IDS } from '@tenfold/database';
import { bucketOf, firstIdOfMs, newId } from '@tenfold/ids';
import { describePlans, migrationLogin, PLAN_YEAR, type PlanExample } from '@tenfold/testing';
import { join } from 'node:path';
import { COUNT_MONTHS, COUNT_SUMMARY } from '../src/customers/customers.naive.js';
import * as customers from '../src/customers/customers.statements.js';
import { ordersPlan } from '../src/database/plan.js';
import { COUNT as COUNT_DAYS } from '../src/days/days.naive.js';
import * as days from '../src/days/days.statements.js';
import { IMPORT } from '../src/imports/imports.statements.js';
import * as naive from '../src/orders/order-lists.naive.js';
import * as lists from '../src/orders/order-lists.statements.js';
import * as sql from '../src/orders/orders.statements.js';
import * as placing from '../src/orders/placing.statements.js';
import * as reconcile from '../src/reconcile/reconcile.statements.js';
import * as returns from '../src/returns/returns.statements.js';
import * as facts from '../src/sums/facts.statements.js';

const CUSTOMER = 'customer-1';
const BUCKET = bucketOf(CUSTOMER);
const at = (month: number): number => Date.UTC(PLAN_YEAR, month - 1, 15);
const AT = new Date(at(6)).toISOString();
const [ORDER, OTHER, OUTBOX] = [newId(BUCKET, at(6)), newId(BUCKET, at(7)), newId(BUCKET, at(6))];
const ALL = 12;
const [FROM, BELOW] = [firstIdOfMs(at(5)), firstIdOfMs(Date.UTC(PLAN_YEAR, 7))];
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const placed = [
  ...[BUCKET, CUSTOMER, 'key', 'hash', ORDER, OUTBOX, AT, 'etag', '{}'],
  ...[
    'I-1',
    'sale',
    CUSTOMER,
    'stored',
    2,
    'GBP',
    'GB',
    1,
    100,
    '[]',
    'api',
    '{}',
    null,
    '{}',
    CUSTOMER,
    null,
    AT,
    null,
  ],
];

const examples: PlanExample[] = [
  { statement: sql.FIND, values: [BUCKET, ORDER, null, null], months: 1 },
  { statement: sql.FIND_CELLS, values: [BUCKET, ORDER, null], months: 1 },
  { statement: lists.HISTORY.forward, values: [BUCKET, ORDER, 0, 20, null], months: 1 },
  { statement: lists.HISTORY.back, values: [BUCKET, ORDER, 3, 20, null], months: 1 },
  { statement: naive.WHOLE_HISTORY, values: [BUCKET, ORDER], months: 1 },
  { statement: placing.PLACE, values: placed, months: 1 },
  { statement: placing.PLACE_MANY, values: placed.map((value) => [value]), months: 1 },
  { statement: placing.PLACE_PENDING, values: [...placed, '{}', null], months: 1 },
  { statement: placing.PLACE_RETURN, values: [...placed, null, null, [], [], [], [], [], [], []], months: 1 },
  { statement: returns.RETURNED, values: [BUCKET, ORDER], months: 0 },
  // From the month of the sale, the sixth of twelve, on.
  { statement: returns.OF_SALE, values: [BUCKET, ORDER], months: 7 },
  { statement: returns.WITH_RETURNS, values: [[BUCKET], [ORDER]], months: 0 },
  { statement: returns.MEND_RETURNED, values: [BUCKET, ORDER, 1, 1, null, 2, 3], months: 0 },
  { statement: sql.PLACED, values: [[BUCKET], [ORDER]], months: 1 },
  {
    statement: sql.TRANSITION,
    values: [BUCKET, ORDER, 1, 'cancelled', AT, '{}', 'pending', CUSTOMER, null, OUTBOX, null],
    months: 1,
  },
  // Two orders of two months: a batch needs the months of its orders.
  {
    statement: sql.MARK_STORED,
    values: [[BUCKET, BUCKET], [ORDER, OTHER], AT],
    months: 2,
  },
  // From the middle of May up to the first instant of August: three months.
  ...[lists.LIST_OF_CUSTOMER.forward, lists.LIST_OF_CUSTOMER.back].map((statement) => ({
    statement,
    values: [BUCKET, CUSTOMER, FROM, BELOW, null, null, 20, null],
    months: 3,
  })),
  ...[lists.CELLS_OF_CUSTOMER.forward, lists.CELLS_OF_CUSTOMER.back].map((statement) => ({
    statement,
    values: [BUCKET, CUSTOMER, FROM, BELOW, null, null, 20],
    months: 3,
  })),
  ...[lists.LIST.forward, lists.LIST.back].map((statement) => ({
    statement,
    values: [FROM, BELOW, null, null, 20, '{[0,2048)}', null],
    months: 3,
  })),
  ...[lists.CELLS.forward, lists.CELLS.back].map((statement) => ({
    statement,
    values: [FROM, BELOW, null, null, 20, '{[0,2048)}'],
    months: 3,
  })),
  {
    statement: naive.WHOLE_LIST_OF_CUSTOMER,
    values: [BUCKET, CUSTOMER, ...Object.values(ALL_IDS), null, null],
    months: ALL,
  },
  { statement: naive.WHOLE_LIST, values: [...Object.values(ALL_IDS), null, null, '{[0,2048)}'], months: ALL },
  {
    statement: IMPORT,
    values: [
      ...[
        [BUCKET],
        [ORDER],
        ['I-1'],
        ['sale'],
        [CUSTOMER],
        ['GBP'],
        ['GB'],
        ['United Kingdom'],
        [1],
        [100],
        ['[]'],
      ],
      ...[['I-1'], [AT], [OUTBOX], ['{}'], 'file', 'importer', AT, null],
    ],
    months: 1,
  },
  {
    statement: reconcile.PAGE,
    values: [firstIdOfMs(at(5)), firstIdOfMs(Date.UTC(PLAN_YEAR, 7)), AT, '{[0,2048)}', 20],
    months: 3,
  },
  { statement: reconcile.MEND_HEADER, values: [BUCKET, ORDER, 1, 100, 2, 200], months: 1 },
  ...Object.values(reconcile.AGAIN).map((statement) => ({
    statement,
    values: [BUCKET, ORDER, OUTBOX, null],
    months: 1,
  })),
  { statement: reconcile.APPROVE, values: [BUCKET, ORDER], months: 1 },
  // A customer's orders are of all months, and so are their sums.
  { statement: reconcile.COMPARE_CUSTOMERS, values: [0, 63, '{[0,2048)}', 20], months: ALL },
  { statement: reconcile.RECOUNT_CUSTOMER, values: [BUCKET, CUSTOMER, 'GBP'], months: ALL },
  { statement: reconcile.CUSTOMERS_OF, values: [BUCKET], months: ALL },
  // Two orders of two months; then a day of June, in which the last id of May has no part.
  {
    statement: facts.OF_ORDERS,
    values: [
      [BUCKET, BUCKET],
      [ORDER, OTHER],
    ],
    months: 2,
  },
  {
    statement: facts.OF_RANGE,
    values: [firstIdOfMs(at(6)), firstIdOfMs(at(6) + 86_400_000), AT, '{[0,2048)}', 20],
    months: 1,
  },
  { statement: facts.OF_BUCKET, values: [BUCKET, FIRST_ID, AT, 20], months: ALL },
  { statement: days.NEXT_ORDER, values: [FIRST_ID, '{[0,2048)}'], months: ALL },
  { statement: customers.BUCKETS_IN_USE, values: [0, 63, '{[0,2048)}', 4096], months: ALL },
  {
    statement: COUNT_DAYS,
    values: [firstIdOfMs(at(5)), firstIdOfMs(at(6)), null, '{[0,2048)}'],
    months: 2,
  },
  { statement: COUNT_SUMMARY, values: [BUCKET, CUSTOMER], months: ALL },
  { statement: COUNT_MONTHS, values: [BUCKET, CUSTOMER, 20], months: ALL },
  {
    statement: sql.RECONCILE,
    values: [
      [BUCKET, BUCKET],
      [ORDER, OTHER],
    ],
    months: 2,
  },
];

describePlans({
  plan: ordersPlan,
  login: () => migrationLogin('orders'),
  examples,
  point: sql.FIND,
  snapshot: join(import.meta.dirname, '../src/database/queries/statements.sql'),
});
