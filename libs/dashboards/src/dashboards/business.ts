import type { Dashboard } from '../panels/panel.js';
import { lines, perhaps, stat, target } from '../panels/panels.js';
import { gained, rate } from '../queries/queries.js';

const byCurrency = { by: ['currency'] };

export const BUSINESS: Dashboard = {
  uid: 'tenfold-business',
  title: 'tenfold / Business',
  description: 'Orders, attempts and quizzes, as the API sees them; imports are not among them.',
  rows: [
    {
      title: 'In the time shown',
      perLine: 4,
      height: 5,
      panels: [
        stat('Orders', 'Orders placed through the API.', 'short', [
          perhaps(gained('tenfold_orders_placed_total'), 'orders'),
        ]),
        stat('Lines', 'Lines of orders stored by order-items.', 'short', [
          perhaps(gained('tenfold_order_lines_stored_total'), 'lines'),
        ]),
        stat('Attempts ended', 'Attempts ended and graded.', 'short', [
          perhaps(gained('tenfold_attempts_submitted_total'), 'attempts'),
        ]),
        stat('Quizzes', 'Versions of quizzes published.', 'short', [
          perhaps(gained('tenfold_quizzes_published_total'), 'quizzes'),
        ]),
      ],
    },
    {
      title: 'Orders',
      panels: [
        lines('Placed', 'Orders a second by their currency.', 'ops', [
          perhaps(rate('tenfold_orders_placed_total', byCurrency), '{{currency}}'),
        ]),
        lines(
          'Turnover',
          'Totals of orders a second, in the minor unit of their currency: cents, not euros.',
          'short',
          [perhaps(rate('tenfold_orders_placed_minor_units_total', byCurrency), '{{currency}}')],
        ),
        lines('Cancelled', 'Orders cancelled a second.', 'ops', [
          perhaps(rate('tenfold_orders_cancelled_total', byCurrency), '{{currency}}'),
        ]),
        lines('Lines stored', 'Lines of orders that order-items has stored, a second.', 'ops', [
          target(rate('tenfold_order_lines_stored_total'), 'lines'),
        ]),
        lines(
          'Repeated keys',
          'Requests whose idempotency key was used before and that got the answer of then: clients try again.',
          'ops',
          [target(rate('tenfold_idempotent_replays_total', { by: ['job'] }), '{{job}}')],
        ),
        lines('Mean order', 'Mean total of an order, in the minor unit of its currency.', 'short', [
          perhaps(
            `${rate('tenfold_orders_placed_minor_units_total', byCurrency)} / (${rate('tenfold_orders_placed_total', byCurrency)} > 0)`,
            '{{currency}}',
          ),
        ]),
      ],
    },
    {
      title: 'Quizzes',
      perLine: 2,
      panels: [
        lines('Attempts', 'Attempts started and ended, a second. At a deadline many end at once.', 'ops', [
          target(rate('tenfold_attempts_started_total'), 'started'),
          target(rate('tenfold_attempts_submitted_total'), 'ended'),
        ]),
        lines('Quizzes published', 'Versions of quizzes published a second.', 'ops', [
          target(rate('tenfold_quizzes_published_total'), 'versions'),
        ]),
      ],
    },
  ],
};
