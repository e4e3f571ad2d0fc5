export { MoveError } from './move-error.js';
export { abortMove, moveBuckets, resumeMove, type MoveOptions } from './move-buckets.js';
export type { Slice, Step } from './control.js';
export type { Moment } from './slice-mover.js';
