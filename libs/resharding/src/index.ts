export { MoveError } from './move-error.js';
export {
  abortMove,
  moveBuckets,
  moveStatus,
  resumeMove,
  type MoveOptions,
  type MoveStatus,
} from './move-buckets.js';
export type { Slice, Step } from './control.js';
export type { Moment } from './move-options.js';
