import { SCENARIOS } from '@tenfold/chaos';
import { formatDuration } from '../output/duration.js';
import { table } from '../output/table.js';
import type { Profile } from '../stack/profile.js';
import { ChaosStack } from './chaos-stack.js';
import { describeFindings } from './describe-findings.js';

export interface ScenarioRequest {
  readonly name: string;
  readonly rounds: number;
  readonly seed: number;
}

/** Runs one scenario on a stack that is up, and prints what came of it. */
export async function runScenario(profile: Profile, request: ScenarioRequest): Promise<boolean> {
  const { name, rounds, seed } = request;
  const begun = performance.now();
  print(`\nChaos: ${name}, ${rounds} rounds, seed ${seed}`);
  const passed = await holds(profile, request).catch((error: unknown) => {
    print(`  ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  });
  const time = formatDuration(performance.now() - begun);
  const again = `./tenfold chaos ${name} --rounds ${rounds} --seed ${seed}`;
  print(passed ? `Held in ${time}.` : `FAILED in ${time}. Again: ${again}`);
  return passed;
}

async function holds(profile: Profile, { name, rounds, seed }: ScenarioRequest): Promise<boolean> {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const tell = (line: string): void => print(`  ${line}`);
  const { report, findings } = await scenario.run(new ChaosStack(profile), { rounds, seed }, tell);
  print(`\n${table([['CHAOS', name], ...report, ['broken promises', String(findings.length)]])}`);
  for (const line of describeFindings(findings)) print(line);
  return findings.length === 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
