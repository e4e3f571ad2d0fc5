export { BenchFailure } from './failure.js';
export { DEFAULT_BACKGROUND } from './machine/disturbance.js';
export { requireQuietMachine, runBench, type BenchOptions, type BenchResult } from './run-bench.js';
export { selectMeasures } from './select.js';
export { writeResult } from './report/write-result.js';
export type { BenchService, BenchStack, Login, PeerProcess, Program } from './stack.js';
export { benchPage, type GeneratedFile } from './report/page.js';
export { keepProfile, profilePage, renderLayers } from './profile/page.js';
export { runProfile, type ProfileResult } from './profile/profile.js';
