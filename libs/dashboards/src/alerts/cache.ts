import type { RuleGroup } from './rule.js';

export const CACHE: RuleGroup = {
  name: 'cache',
  rules: [
    {
      alert: 'TenfoldCacheStoreDown',
      expr: 'min by (namespace, job) (tenfold_cache_store_up) == 0',
      for: '30s',
      severity: 'warning',
      summary: '{{ $labels.job }} has lost Redis',
      description: 'Misses go to Postgres, so many at a time, and each process limits its clients by itself.',
    },
  ],
};
