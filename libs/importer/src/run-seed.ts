import { ApiClient } from './client/api-client.js';
import type { ProgressOutput } from './progress/progress-line.js';
import { ProgressLine } from './progress/progress-line.js';
import { parseSeedOptions } from './seed-options.js';
import type { SeedOptions } from './seed-options.js';
import type { OrdersSeed } from './seed-orders.js';
import { seedOrders } from './seed-orders.js';
import type { QuizzesSeed } from './seed-quizzes.js';
import { seedQuizzes } from './seed-quizzes.js';
import { lockRun } from './state/run-lock.js';

export interface SeedRequest {
  /** Online Retail, csv or csv.gz. */
  readonly orders?: string | undefined;
  /** Open Trivia DB, json or json.gz. */
  readonly quizzes?: string | undefined;
  /** The gateway. */
  readonly url?: string | undefined;
  /** Needs the roles admin (orders) and author (quizzes), and the same subject in every run. */
  readonly token: string;
  /** Checkpoints and reports are kept here. */
  readonly stateDir: string;
  readonly options?: Partial<SeedOptions> | undefined;
  /** Where the summary goes; standard output unless given. */
  readonly output?: { write(text: string): unknown } | undefined;
  /** Where the progress goes; standard error unless given. */
  readonly progress?: ProgressOutput | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SeedResult {
  /** 0: all is as it should be. 1: the sums do not agree. 2: they do, but a file was cut. */
  readonly exitCode: 0 | 1 | 2;
  readonly orders: OrdersSeed | null;
  readonly quizzes: QuizzesSeed | null;
}

const GATEWAY = 'http://127.0.0.1:8080';

/**
 * Imports real data through the public API, writes the reports, and compares what the API has now with the file.
 * Throws when a file is none of those it knows, an option is wrong, or the API cannot be used; what was imported until
 * then stays, and the next run goes on from there.
 */
export async function runSeed(request: SeedRequest): Promise<SeedResult> {
  const options = parseSeedOptions(request.options);
  const output = request.output ?? process.stdout;
  const progress = request.progress ?? process.stderr;
  const { orders: ordersFile, quizzes: quizzesFile, signal, stateDir, token, url = GATEWAY } = request;
  const client = new ApiClient({
    url,
    token,
    signal,
    onRetry: (reason, delay) =>
      progress.write(`\n${url}: ${reason}; trying again in ${(delay / 1_000).toFixed(1)} s\n`),
  });
  const unlock = lockRun(stateDir);
  try {
    const context = { client, output, stateDir, target: new URL(url).origin };
    const orders = ordersFile
      ? await seedOrders(
          { ...context, file: ordersFile, progress: new ProgressLine('orders', progress) },
          options,
        )
      : null;
    const quizzes = quizzesFile
      ? await seedQuizzes(
          { ...context, file: quizzesFile, progress: new ProgressLine('quizzes', progress) },
          options,
        )
      : null;
    const parts = [orders, quizzes].filter((part) => part !== null);
    const agreed = parts.every(({ complete }) => complete) && (orders?.reconciliation.equal ?? true);
    const cut = parts.some((part) => part.cut);
    return { exitCode: agreed ? (cut ? 2 : 0) : 1, orders, quizzes };
  } finally {
    unlock();
  }
}
