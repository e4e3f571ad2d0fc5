export { runSeed } from './run-seed.js';
export type { SeedRequest, SeedResult } from './run-seed.js';
export { parseSeedOptions, seedOptionsSchema } from './seed-options.js';
export type { SeedOptions } from './seed-options.js';
export type { OrdersSeed } from './seed-orders.js';
export type { QuizzesSeed } from './seed-quizzes.js';
export type { ProgressOutput } from './progress/progress-line.js';
export type { ReportPaths } from './state/report.js';
export type { ReconciledMonth, Reconciliation } from './reconciliation/reconcile.js';
