import { quantile, total } from '../queries/queries.js';
import type { Panel, Row } from './panel.js';
import { lines, perhaps, target } from './panels.js';

const POOL = ['db_client_connection_pool_name', 'tenfold_server'];
const POOL_NAME = '{{db_client_connection_pool_name}} {{tenfold_server}}';

export const POOLS: Row = {
  title: 'Pools',
  panels: [
    lines(
      'Connections',
      'Open connections of all processes by what they do, and how many they may open.',
      'short',
      [
        target(
          total('db_client_connection_count', { by: [...POOL, 'db_client_connection_state'] }),
          `${POOL_NAME} {{db_client_connection_state}}`,
        ),
        target(total('db_client_connection_max', { by: POOL }), `${POOL_NAME} most`),
      ],
    ),
    lines('Waiting', 'Statements that wait for a connection.', 'short', [
      target(total('db_client_connection_pending_requests', { by: POOL }), POOL_NAME),
    ]),
    lines('Wait', '95th percentile of the time until a statement had its connection.', 's', [
      target(quantile(0.95, 'db_client_connection_wait_time_seconds', { by: POOL }), POOL_NAME),
    ]),
    budget(),
  ],
  perLine: 4,
};

function budget(): Panel {
  return lines(
    'Budget of a primary',
    'Connections that all services hold to each primary, and what the server has for them (docs/connections.md). The line needs a chart without poolers.',
    'short',
    [
      target(
        total('db_client_connection_count', {
          by: ['db_client_connection_pool_name'],
          where: 'tenfold_server="primary"',
        }),
        '{{db_client_connection_pool_name}}',
      ),
      perhaps('max(tenfold:connection_budget:max{namespace=~"$namespace"})', 'budget'),
    ],
  );
}
