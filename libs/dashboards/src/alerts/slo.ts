import {
  BURNS,
  MIN_REQUESTS_PER_SECOND,
  OBJECTIVES,
  WINDOWS,
  type Burn,
  type Objective,
  type Window,
} from '../slo.js';
import { OURS, type AlertRule, type RecordingRule, type RuleGroup } from './rule.js';

/** What is left out must be small enough for this window to say it. */
const TRAFFIC: Readonly<Record<Burn['speed'], Window>> = { Fast: '1h', Slow: '1d' };

export const SLO: RuleGroup = {
  name: 'slo',
  rules: [
    ...OBJECTIVES.flatMap(recorded),
    ...OBJECTIVES.flatMap((one) => [burning(one, 'Fast'), burning(one, 'Slow')]),
  ],
};

function recorded(objective: Objective): RecordingRule[] {
  const labels = { slo: objective.name };
  return [
    ...WINDOWS.map((window) => ({
      record: `tenfold:slo_errors:ratio_rate${window}`,
      labels,
      expr: errorRatio(objective, window),
    })),
    ...Object.values(TRAFFIC).map((window) => ({
      record: `tenfold:slo_requests:rate${window}`,
      labels,
      expr: requests(objective, window),
    })),
  ];
}

/** Of all requests, how many broke the promise. Nothing at all (NaN) without requests, and so no alert. */
function errorRatio(objective: Objective, window: Window): string {
  const all = requests(objective, window);
  // A service that has never failed has no series of failures.
  if ('matchers' in objective.bad)
    return `(${rate('count', objective.bad.matchers, window)} or ${all} * 0) / ${all}`;
  const fast = `${objective.requests}, le="${objective.bad.slowerThan}"`;
  return `1 - ${rate('bucket', fast, window)} / ${all}`;
}

function requests({ requests: matchers }: Objective, window: Window): string {
  return rate('count', matchers, window);
}

function rate(suffix: 'count' | 'bucket', matchers: string, window: Window): string {
  return `sum by (namespace, job) (rate(http_server_request_duration_seconds_${suffix}{${OURS}, ${matchers}}[${window}]))`;
}

function burning(objective: Objective, speed: Burn['speed']): AlertRule {
  const { name, alert, title, target } = objective;
  const budget = `(1 - ${target})`;
  const over = (window: Window, factor: number): string =>
    `tenfold:slo_errors:ratio_rate${window}{slo="${name}"} > ${factor} * ${budget}`;
  const burns = BURNS.filter((burn) => burn.speed === speed).map(
    ({ factor, long, short }) => `(${over(long, factor)} and ${over(short, factor)})`,
  );
  const traffic = `tenfold:slo_requests:rate${TRAFFIC[speed]}{slo="${name}"} > ${MIN_REQUESTS_PER_SECOND}`;
  return {
    alert: `${alert}Burns${speed}`,
    expr: `(${burns.join(' or ')}) and ${traffic}`,
    for: speed === 'Fast' ? '1m' : '15m',
    severity: speed === 'Fast' ? 'critical' : 'warning',
    summary: `{{ $labels.job }}: the error budget of "${title}" burns ${speed === 'Fast' ? 'fast' : 'slowly'}`,
    description: `{{ $value | humanizePercentage }} of its requests break the promise, of which ${percent(1 - target)} may.`,
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}
