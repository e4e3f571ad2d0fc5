export { limitsEnvShape } from './limits-env.js';
export {
  RateLimits,
  type Admitted,
  type Charge,
  type RateLimitCounters,
  type RateLimitsOptions,
} from './rate-limits.js';
export type { MicroClock } from './memory-level.js';
