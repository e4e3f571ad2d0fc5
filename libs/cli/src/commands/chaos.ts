import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '@tenfold/chaos';
import { runScenario } from '../chaos/run-scenario.js';
import { Failure } from '../output/failure.js';
import { testProfile } from '../stack/profile.js';
import { stopWhenInterrupted, TestStack } from '../testing/test-stack.js';

/** Hurts a stack of its own, the one of `test`, and says whether the promises held. */
export async function chaos(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const [name = ''] = positionals;
  const scenario = SCENARIOS[name];
  if (scenario === undefined || positionals.length !== 1) {
    const lines = Object.entries(SCENARIOS).map(([word, { summary }]) => `  ${word.padEnd(12)}${summary}`);
    throw new Failure(`tenfold chaos takes one scenario:\n${lines.join('\n')}`, 2);
  }
  const rounds = wholeNumber('rounds', values.rounds) ?? scenario.rounds;
  const seed = wholeNumber('seed', values.seed) ?? randomInt(1, 1_000_000);

  const stack = new TestStack(testProfile());
  stopWhenInterrupted(stack);
  try {
    await stack.programs();
    return (await runScenario(stack.profile, { name, rounds, seed })) ? 0 : 1;
  } finally {
    if (values.keep) stack.keep();
    else await stack.stop();
  }
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Failure(`tenfold chaos: --${option} takes a whole number.`, 2);
  return Number(text);
}
