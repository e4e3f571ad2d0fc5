import { resolve } from 'node:path';
import { importQuizzes } from './quizzes/quizzes-importer.js';
import type { SeedOptions } from './seed-options.js';
import type { SeedContext } from './seed-orders.js';
import { summaryText } from './seed-summary.js';
import type { Counters } from './state/counters.js';
import { total } from './state/counters.js';
import type { ReportPaths } from './state/report.js';
import { writeReport } from './state/report.js';

export interface QuizzesSeed {
  /** `orders` counts quizzes, `lines` questions. */
  readonly counters: Counters;
  readonly questionsRead: number;
  /** Whether every question that was read is imported, existing or rejected. */
  readonly complete: boolean;
  readonly cut: boolean;
  readonly warnings: readonly string[];
  readonly reports: ReportPaths;
}

/** Imports quizzes and reports. */
export async function seedQuizzes(context: SeedContext, options: SeedOptions): Promise<QuizzesSeed> {
  const { file, output, stateDir } = context;
  const { concurrency, quizEncoding: encoding, quizzesSource: source, shuffleSeed: seed } = options;
  const startedAt = new Date().toISOString();
  const { counters, cut, questionsRead, rejects, warnings } = await importQuizzes(context, {
    source,
    encoding,
    seed,
    concurrency,
  });
  const complete = total(counters.lines) === questionsRead;
  const at = new Date();
  const summary = {
    file: resolve(file),
    source,
    encoding,
    startedAt,
    finishedAt: at.toISOString(),
    questionsRead,
    complete,
    cut,
    quizzes: counters.orders,
    questions: counters.lines,
    reasons: counters.reasons,
    warnings,
  };
  const reports = await writeReport(stateDir, {
    name: 'quizzes',
    at,
    summary,
    rejects: () => rejects,
    unit: 'quiz',
  });
  output.write(
    summaryText({
      title: `Quizzes from ${file}`,
      units: ['quizzes', 'questions'],
      read: questionsRead,
      counters,
      complete,
      warnings,
      reports,
    }),
  );
  return { counters, questionsRead, complete, cut, warnings, reports };
}
