import { setTimeout as delay } from 'node:timers/promises';
import { findPrometheus } from '../binaries/prometheus-binary.js';
import { toolPath } from '../charts/tools.js';
import { Failure } from '../output/failure.js';
import { Supervisor } from '../processes/supervisor.js';
import { loadSmallSeed } from '../seed/small-seed.js';
import type { Profile } from '../stack/profile.js';
import { SCRAPE_SECONDS } from '../stack/prometheus-config.js';
import { renderRules } from '../stack/prometheus-rules.js';
import { ensurePrometheus, prometheusUrl, stopPrometheus } from '../stack/prometheus.js';
import { withLoad } from './observe-load.js';
import { questions, type Question } from './observe-questions.js';
import { PrometheusClient } from './prometheus-client.js';

/** Rates go back a minute, and the load has to have touched everything; what has no answer by then has none. */
const PATIENCE_MS = 150_000;

interface Problem {
  readonly question: Question;
  readonly text: string;
}

/** Puts a load on the running stack, and every question of every dashboard and alert to a Prometheus that scrapes it. */
export async function observe(profile: Profile): Promise<'ok' | 'FAILED' | 'skipped'> {
  const missing = await whatIsMissing();
  if (missing !== undefined) {
    const required = process.env['CI'] === 'true';
    process.stdout.write(`\n*** Observing ${required ? 'is impossible' : 'is left out'}: ${missing} ***\n`);
    return required ? 'FAILED' : 'skipped';
  }
  const supervisor = new Supervisor(profile.directory);
  await ensurePrometheus(profile, supervisor, await renderRules());
  try {
    await loadSmallSeed(profile);
    const client = new PrometheusClient(prometheusUrl(profile));
    const all = questions();
    const problems = await withLoad(profile, async () => [
      ...(await unanswered(client, all)),
      ...(await failingRules(client)),
    ]);
    for (const problem of problems) process.stdout.write(`  FAILED  ${problem}\n`);
    process.stdout.write(`\n${all.length} queries, ${problems.length} without an answer or with an error\n`);
    return problems.length === 0 ? 'ok' : 'FAILED';
  } finally {
    await stopPrometheus(supervisor);
  }
}

/** It needs Prometheus, and helm for the rules. */
async function whatIsMissing(): Promise<string | undefined> {
  try {
    await findPrometheus('prometheus');
    await toolPath('helm');
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

/** Asks again until everything is answered: the first scrapes know no rates, and rules stand on rules. */
async function unanswered(client: PrometheusClient, all: readonly Question[]): Promise<readonly string[]> {
  const deadline = performance.now() + PATIENCE_MS;
  let problems = await problemsOf(client, all);
  while (problems.length > 0 && performance.now() < deadline) {
    await delay(SCRAPE_SECONDS * 1_000);
    problems = await problemsOf(
      client,
      problems.map(({ question }) => question),
    );
  }
  return problems.map(({ question: { place, query }, text }) => `${place}: ${text}\n          ${query}`);
}

async function problemsOf(client: PrometheusClient, asked: readonly Question[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const question of asked) {
    try {
      const numbers = await client.numbers(question.query);
      if (question.needsData && numbers.length === 0) problems.push({ question, text: 'no data' });
    } catch (error) {
      problems.push({ question, text: String(error) });
    }
  }
  return problems;
}

/** By now each was evaluated many times. */
async function failingRules(client: PrometheusClient): Promise<readonly string[]> {
  const rules = await client.rules();
  if (rules.length === 0) return ['Prometheus has no rules'];
  return rules
    .filter(({ health }) => health !== 'ok')
    .map(({ group, name, health, lastError = '' }) => `rule ${name} of ${group}: ${health} ${lastError}`);
}
