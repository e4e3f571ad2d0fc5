export { SCENARIOS } from './scenarios/scenarios.js';
export type { Scenario, ScenarioOptions, Verdict } from './scenarios/scenario.js';
export type { Finding } from './invariants/finding.js';
export {
  VICTIMS,
  type BucketRange,
  type ExtraService,
  type Fence,
  type Role,
  type ServerLogin,
  type Stack,
  type Victim,
} from './stack.js';
