import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { testProfile } from '../stack/profile.js';
import { compat } from '../testing/compat.js';
import { fuzz } from '../testing/fuzz.js';
import { showJest } from '../testing/jest.js';
import { checkStatements } from '../testing/statements.js';
import { TestStack } from '../testing/test-stack.js';

const TIERS = ['unit', 'integration', 'e2e', 'fuzz', 'compat'] as const;
type Tier = (typeof TIERS)[number];

export async function test(args: string[]): Promise<number> {
  const end = args.indexOf('--');
  const [own, jestArgs] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: { keep: { type: 'boolean', default: false } },
  });
  const wanted = positionals.length === 0 ? TIERS : positionals.map(asTier);
  // In this order whatever was asked for: the cheap ones first, and integration before the services run.
  const tiers = TIERS.filter((tier) => wanted.includes(tier));

  const stack = new TestStack(testProfile());
  stopWhenInterrupted(stack);
  const rows = [['TESTS', 'RESULT', 'TIME']];
  let passed = true;
  try {
    for (const tier of tiers) {
      const begun = performance.now();
      const result = await run(tier, stack, jestArgs);
      rows.push([tier, result, formatDuration(performance.now() - begun)]);
      passed &&= result !== 'FAILED';
    }
  } finally {
    if (values.keep) stack.keep();
    else await stack.stop();
  }
  process.stdout.write(`\n${table(rows)}\n`);
  return passed ? 0 : 1;
}

async function run(
  tier: Tier,
  stack: TestStack,
  jestArgs: readonly string[],
): Promise<'ok' | 'FAILED' | 'skipped'> {
  const options = ['--selectProjects', tier, '--passWithNoTests', ...jestArgs];
  /** The integration tests send every statement there is; a part of them, or the journeys of e2e, do not. */
  const checked = async (passed: boolean, complete: boolean): Promise<'ok' | 'FAILED'> =>
    verdict((await checkStatements(stack.profile, complete && passed)) && passed);
  switch (tier) {
    case 'unit':
      return verdict(await showJest(options));
    case 'integration':
      return await checked(await showJest(options, await stack.stores()), jestArgs.length === 0);
    case 'e2e':
      return await checked(await showJest(options, await stack.programs()), false);
    case 'fuzz':
      await stack.programs();
      return await fuzz(stack.profile);
    case 'compat':
      return await compat(stack);
  }
}

function verdict(passed: boolean): 'ok' | 'FAILED' {
  return passed ? 'ok' : 'FAILED';
}

function asTier(word: string): Tier {
  const tier = TIERS.find((candidate) => candidate === word);
  if (tier === undefined)
    throw new Failure(`tenfold test: there is no tier "${word}"; there are ${TIERS.join(', ')}.`, 2);
  return tier;
}

function stopWhenInterrupted(stack: TestStack): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write('\nInterrupted: stopping the test stack.\n');
      void stack.stop().finally(() => process.exit(130));
    });
  }
}
