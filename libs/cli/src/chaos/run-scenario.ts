import { SCENARIOS } from '@tenfold/chaos';
import { formatDuration } from '../output/duration.js';
import { table } from '../output/table.js';
import type { Profile } from '../stack/profile.js';
import { ChaosStack } from './chaos-stack.js';

const SHOWN = 20;

export interface ScenarioRequest {
  readonly name: string;
  readonly rounds: number;
  readonly seed: number;
}

/** Runs one scenario on a stack that is up and prints what came of it. */
export async function runScenario(
  profile: Profile,
  { name, rounds, seed }: ScenarioRequest,
): Promise<boolean> {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) return false;
  const begun = performance.now();
  print(`\nChaos: ${name}, ${rounds} rounds, seed ${seed}`);
  const { report, findings } = await scenario.run(new ChaosStack(profile), { rounds, seed }, (line) =>
    print(`  ${line}`),
  );
  print(`\n${table([['CHAOS', name], ...report, ['broken promises', String(findings.length)]])}`);
  for (const { rule, subject, detail } of findings.slice(0, SHOWN)) print(`  ${rule}: ${subject}: ${detail}`);
  if (findings.length > SHOWN) print(`  and ${findings.length - SHOWN} more`);
  const passed = findings.length === 0;
  const time = formatDuration(performance.now() - begun);
  print(
    passed
      ? `Held in ${time}.`
      : `FAILED in ${time}. Again: ./tenfold chaos ${name} --rounds ${rounds} --seed ${seed}`,
  );
  return passed;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
