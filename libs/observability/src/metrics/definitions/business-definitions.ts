import type { MetricDefinitions } from './metric-definition.js';

/** What the platform is for. Each is counted by the process that has done it, once its effect is committed. */
export const BUSINESS_METRICS = {
  tenfold_orders_placed_total: {
    type: 'counter',
    unit: 'orders',
    help: 'Sales placed through the API, by currency; neither imports nor returns',
    labels: ['currency'],
    services: ['orders'],
  },
  tenfold_orders_placed_minor_units_total: {
    type: 'counter',
    unit: 'minor_units',
    help: 'Totals of the sales placed through the API, in the minor unit of their currency',
    labels: ['currency'],
    services: ['orders'],
  },
  tenfold_orders_cancelled_total: {
    type: 'counter',
    unit: 'orders',
    help: 'Orders cancelled, by currency',
    labels: ['currency'],
    services: ['orders'],
  },
  tenfold_order_lines_stored_total: {
    type: 'counter',
    unit: 'lines',
    help: 'Lines of orders that were stored',
    labels: [],
    services: ['order-items'],
  },
  tenfold_attempts_started_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Attempts started',
    labels: [],
    services: ['quiz'],
  },
  tenfold_attempts_submitted_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Attempts ended and graded, those whose time was over among them',
    labels: [],
    services: ['quiz'],
  },
  tenfold_quizzes_published_total: {
    type: 'counter',
    unit: 'quizzes',
    help: 'Versions of quizzes published',
    labels: [],
    services: ['quiz'],
  },
  tenfold_idempotent_replays_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests whose idempotency key was used before, and that got the answer of then',
    labels: [],
    services: ['quiz', 'orders'],
  },
} as const satisfies MetricDefinitions;
