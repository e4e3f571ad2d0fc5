export { SCENARIOS } from './scenarios/scenarios.js';
export type { Scenario, ScenarioOptions, Verdict } from './scenarios/scenario.js';
export { deletePods, type PodOptions, type PodVerdict } from './scenarios/pods.js';
export { describeFailures, isSpared, type PodLine, type PodRules } from './invariants/pods.js';
export type { Finding } from './invariants/finding.js';
export type { OpenStores, Pod, PodStack } from './pods.js';
export {
  VICTIMS,
  type BucketRange,
  type Entrance,
  type ExtraService,
  type Fence,
  type Role,
  type ServerLogin,
  type Stack,
  type Stores,
  type Victim,
} from './stack.js';
