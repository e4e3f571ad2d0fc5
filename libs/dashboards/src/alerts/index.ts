import { AUTOSCALING } from './autoscaling.js';
import { CACHE } from './cache.js';
import { DATA } from './data.js';
import { MESSAGING } from './messaging.js';
import { PROCESS } from './process.js';
import { RELEASE } from './release.js';
import type { RuleGroup } from './rule.js';
import { SLO } from './slo.js';

/** Everything that the umbrella chart brings as PrometheusRules, a file for each. */
export const ALERT_GROUPS: readonly RuleGroup[] = [
  SLO,
  DATA,
  MESSAGING,
  CACHE,
  PROCESS,
  AUTOSCALING,
  RELEASE,
];
