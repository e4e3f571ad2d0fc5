import { randomUUID } from 'node:crypto';
import { DevelopmentKey } from '@tenfold/identity';
import { Client } from './client.js';
import { readEnv, urlsOf } from './env.js';
import { ordersJourney } from './orders-journey.js';
import { quizJourney } from './quiz-journey.js';
import { Report } from './report.js';
import type { Stage } from './stage.js';

const env = readEnv();
const key = await DevelopmentKey.fromPemFile(env.ISSUER_KEY_FILE).catch((error: Error) => {
  process.stderr.write(`ISSUER_KEY_FILE cannot be used: ${error.message}\n`);
  process.exit(1);
});
const run = `smoke-${randomUUID()}`;
const signal = AbortSignal.timeout(env.SMOKE_TIMEOUT);
const stage: Stage = {
  api: new Client(urlsOf(env), signal),
  token: (name, role) => key.mint({ subject: `${run}-${name}`, roles: [role] }),
  signal,
};
const report = new Report((line) => process.stdout.write(`${line}\n`));
await report.run('orders', ordersJourney(stage));
await report.run('quiz', quizJourney(stage));
process.exitCode = report.end();
