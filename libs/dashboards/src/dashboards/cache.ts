import type { Dashboard } from '../panels/panel.js';
import { REDIS_UP } from '../panels/health.js';
import { lines, perhaps, state, target, UP_DOWN } from '../panels/panels.js';
import { least, rate, ratio, total } from '../queries/queries.js';

const reads = rate('tenfold_cache_reads_total', { by: ['job'] });
const kept = rate('tenfold_cache_reads_total', { by: ['job'], where: 'level=~"l1|l2|negative"' });
const lane = rate('tenfold_lane_answers_total', { by: ['job'] });
const missed = rate('tenfold_lane_misses_total', { by: ['job'] });
const byJob = { by: ['job'] };

export const CACHE: Dashboard = {
  uid: 'tenfold-cache',
  title: 'tenfold / Cache',
  description: 'What is answered from memory and Redis, what is loaded, and whether the store is there.',
  rows: [
    {
      title: 'Reads',
      panels: [
        lines(
          'By what they found',
          'l1 the process, l2 Redis, negative: known to be nothing, miss: to be loaded.',
          'ops',
          [target(rate('tenfold_cache_reads_total', { by: ['level'] }), '{{level}}')],
          { stacked: true },
        ),
        lines('Share that is kept', 'Reads answered from the process or Redis.', 'percentunit', [
          perhaps(ratio(kept, reads), '{{job}}'),
        ]),
        lines(
          'Share of the lane',
          'Of what the lane may answer, how much it had: bytes sent before the framework sees the request.',
          'percentunit',
          [perhaps(ratio(lane, `${lane} + ${missed}`), '{{job}}')],
        ),
      ],
    },
    {
      title: 'Loads',
      panels: [
        lines(
          'By their outcome',
          'Loads from the source. Refused: too many wait already, so that Postgres is spared.',
          'ops',
          [target(rate('tenfold_cache_loads_total', { by: ['job', 'outcome'] }), '{{job}} {{outcome}}')],
        ),
        lines(
          'Single flight',
          'Reads that waited for the load of another instead of making their own.',
          'ops',
          [target(rate('tenfold_cache_flight_waits_total', byJob), '{{job}}')],
        ),
        lines(
          'Early refreshes',
          'Loads begun before the end of what is kept, while it still serves.',
          'ops',
          [target(rate('tenfold_cache_early_refreshes_total', byJob), '{{job}}')],
        ),
      ],
    },
    {
      title: 'Memory of the processes',
      perLine: 4,
      panels: [
        lines('Size', 'What each process keeps.', 'bytes', [
          target(total('tenfold_cache_size_bytes', { by: ['job', 'instance'] }), '{{job}} {{instance}}'),
        ]),
        lines('Entries', 'How many things each process keeps.', 'short', [
          target(total('tenfold_cache_entries', { by: ['job', 'instance'] }), '{{job}} {{instance}}'),
        ]),
        lines(
          'Evictions',
          'Entries that left to make room. Many: the cache is small for what is asked.',
          'ops',
          [target(rate('tenfold_cache_evictions_total', byJob), '{{job}}')],
        ),
        lines('Lane', 'Finished answers that the lane keeps.', 'bytes', [
          target(total('tenfold_lane_size_bytes', { by: ['job', 'instance'] }), '{{job}} {{instance}}'),
        ]),
      ],
    },
    {
      title: 'Store and bus',
      panels: [
        REDIS_UP,
        lines(
          'Errors of the store',
          'Operations of Redis that were not done; reads go on without it.',
          'ops',
          [target(rate('tenfold_cache_store_errors_total', byJob), '{{job}}')],
        ),
        state(
          'Bus',
          'Whether changes by other processes are heard. Red: nothing is kept for longer than a second.',
          'none',
          [target(least('tenfold_cache_bus_up', byJob), '{{job}}')],
          { words: UP_DOWN },
        ),
      ],
    },
  ],
};
