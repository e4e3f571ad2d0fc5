import type { Cache } from '@tenfold/cache';
import type { TokenVerifier } from '@tenfold/identity';
import type { Messaging } from '@tenfold/messaging';
import type { Metrics } from '@tenfold/observability';
import { STRATEGIES, type Strategies } from '@tenfold/strategies';
import type { Admission } from '../admission.js';
import type { AnswerLane } from '../answer-lane.js';
import type { Shed } from './shed.js';

export interface Front {
  readonly lane: AnswerLane;
  readonly admission: Admission;
  readonly shed: Shed;
  readonly cache: Cache;
  readonly strategies: Strategies;
  readonly verifier: TokenVerifier;
  readonly messaging: Messaging;
}

/** What stands in front of the routes: the lane, the limits, the switches, the keys. */
export function addFront(metrics: Metrics, front: Front): void {
  const { lane, admission, shed, cache, strategies, verifier, messaging } = front;
  metrics.counter('tenfold_lane_answers_total', () => {
    const { hits, notModified } = lane.counters;
    return [
      [{ http_response_status_code: '200' }, hits - notModified],
      [{ http_response_status_code: '304' }, notModified],
    ];
  });
  metrics.counter('tenfold_lane_misses_total', () => lane.counters.misses);
  metrics.gauge('tenfold_lane_size_bytes', () => lane.counters.bytes);
  metrics.counter('tenfold_rate_limited_total', () =>
    Object.entries(admission.counters.refusedBy).map(([limit, count]) => [{ tenfold_limit: limit }, count]),
  );
  metrics.counter('tenfold_shed_total', () => [
    [{ reason: 'admission' }, admission.shed],
    [{ reason: 'loads' }, cache.counters.loadsRefused],
    [{ reason: 'asking' }, messaging.refused.asking],
    [{ reason: 'answering' }, messaging.refused.answering],
    ...shed.refused.read(),
  ]);
  metrics.gauge('tenfold_strategy_enabled', () =>
    STRATEGIES.map((strategy) => [{ strategy }, strategies.isOn(strategy) ? 1 : 0]),
  );
  metrics.gauge('tenfold_signing_keys_age_seconds', () => {
    const { keysAgeMs } = verifier;
    return keysAgeMs === undefined ? undefined : keysAgeMs / 1e3;
  });
}
