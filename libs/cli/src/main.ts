import type { Command } from './commands/command.js';
import { sentenceOf } from './output/explain.js';
import { Failure } from './output/failure.js';

/** Each verb is loaded when it is called, so that a library that does not build cannot keep `down` from working. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.js')).up,
  down: async () => (await import('./commands/down.js')).down,
  reset: async () => (await import('./commands/reset.js')).reset,
  status: async () => (await import('./commands/status.js')).status,
  shards: async () => (await import('./commands/shards.js')).shards,
  logs: async () => (await import('./commands/logs.js')).logs,
  partitions: async () => (await import('./commands/partitions.js')).partitions,
  seed: async () => (await import('./commands/seed.js')).seed,
  token: async () => (await import('./commands/token.js')).token,
  'dead-letters': async () => (await import('./commands/dead-letters.js')).deadLetters,
  republish: async () => (await import('./commands/republish.js')).republish,
  reconcile: async () => (await import('./commands/reconcile.js')).reconcile,
  rebuild: async () => (await import('./commands/rebuild.js')).rebuild,
  strategies: async () => (await import('./commands/strategies.js')).strategies,
  dev: async () => (await import('./commands/dev.js')).dev,
  check: async () => (await import('./commands/check.js')).check,
  test: async () => (await import('./commands/test.js')).test,
  k8s: async () => (await import('./commands/k8s.js')).k8s,
  bench: async () => (await import('./commands/bench.js')).bench,
  chaos: async () => (await import('./commands/chaos.js')).chaos,
};

/** As a shell counts a program that has written to a pipe which nobody reads any more: `./tenfold logs | head`. */
const PIPE_CLOSED = 128 + 13;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(PIPE_CLOSED);
  throw error;
});

const [verb = '', ...args] = process.argv.slice(2);
try {
  const load = COMMANDS[verb];
  if (load === undefined) throw new Failure(`tenfold: there is no verb "${verb}".`, 2);
  process.exitCode = await (await load())(args);
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof Failure) {
    process.stderr.write(`\n${error.message}\n`);
    return error.exitCode;
  }
  // node:util parseArgs explains a wrong option well enough.
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`tenfold ${verb}: ${error.message}\n./tenfold help ${verb} lists the options.\n`);
    return 2;
  }
  const sentence = sentenceOf(error);
  if (sentence !== undefined) {
    process.stderr.write(`tenfold ${verb}: ${sentence}\n`);
    return 1;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
