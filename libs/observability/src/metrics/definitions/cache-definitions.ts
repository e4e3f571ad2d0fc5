import type { MetricDefinitions } from './metric-definition.js';

/** The cache of two levels. */
export const CACHE_METRICS = {
  tenfold_cache_reads_total: {
    type: 'counter',
    unit: 'reads',
    help: 'Reads by what they found: an answer in the process (l1) or in the store (l2), that there is no such thing (negative), nothing fresh (miss; those of them that were answered with what was over are stale too), or were to see what their client has just written (passed)',
    labels: ['level'],
  },
  tenfold_cache_loads_total: {
    type: 'counter',
    unit: 'loads',
    help: 'Loads from the source by their outcome: ok, failed, or refused because too many waited',
    labels: ['outcome'],
  },
  tenfold_cache_flight_waits_total: {
    type: 'counter',
    unit: 'reads',
    help: 'Reads that waited for the load of another one in this process',
    labels: [],
  },
  tenfold_cache_early_refreshes_total: {
    type: 'counter',
    unit: 'loads',
    help: 'Loads begun before the end of what is kept, while it still serves',
    labels: [],
  },
  tenfold_cache_evictions_total: {
    type: 'counter',
    unit: 'entries',
    help: 'Entries that have left the process to make room',
    labels: [],
  },
  tenfold_cache_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'What the process keeps',
    labels: [],
  },
  tenfold_cache_entries: {
    type: 'gauge',
    unit: 'entries',
    help: 'Entries that the process keeps',
    labels: [],
  },
  tenfold_cache_store_errors_total: {
    type: 'counter',
    unit: 'errors',
    help: 'Operations of the shared store that were not done',
    labels: [],
  },
  tenfold_cache_store_up: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while the shared store can be asked, else 0',
    labels: [],
  },
  tenfold_cache_bus_up: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while changes made by other processes are heard, else 0',
    labels: [],
  },
} as const satisfies MetricDefinitions;
