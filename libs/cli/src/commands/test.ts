import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { testProfile } from '../stack/profile.js';
import { compat } from '../testing/compat.js';
import { fuzz } from '../testing/fuzz.js';
import { showJest } from '../testing/jest.js';
import { checkStatements } from '../testing/statements.js';
import { testPooled } from '../testing/pooled.js';
import { stopWhenInterrupted, TestStack } from '../testing/test-stack.js';

const TIERS = ['unit', 'integration', 'pooled', 'e2e', 'observe', 'chaos', 'fuzz', 'compat'] as const;
type Tier = (typeof TIERS)[number];

export async function test(args: string[]): Promise<number> {
  const end = args.indexOf('--');
  const [own, jestArgs] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: { keep: { type: 'boolean', default: false }, pooler: { type: 'boolean', default: false } },
  });
  const named = positionals.map(asTier);
  const wanted =
    named.length === 0
      ? TIERS
      : named.map((tier) => (values.pooler && tier === 'integration' ? 'pooled' : tier));
  // In this order whatever was asked for: the cheap ones first, and integration before the services run.
  const tiers = TIERS.filter((tier) => wanted.includes(tier));

  const stack = new TestStack(testProfile());
  stopWhenInterrupted(stack);
  const rows = [['TESTS', 'RESULT', 'TIME']];
  let passed = true;
  try {
    for (const tier of tiers) {
      const begun = performance.now();
      const result = await run(tier, stack, jestArgs, named.length > 0 || jestArgs.length > 0);
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
  chosen: boolean,
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
    case 'pooled':
      return await testPooled(stack, jestArgs, chosen);
    case 'e2e':
      return await checked(await showJest(options, await stack.programs()), false);
    case 'observe': {
      await stack.programs();
      // Loaded when it is asked for, with all dashboards.
      const { observe } = await import('../testing/observe.js');
      return await observe(stack.profile);
    }
    case 'chaos': {
      // A fresh one: what earlier tests have left undone would count as unfinished work.
      await stack.stop();
      await stack.programs();
      // Loaded when it is asked for: the others need none of it.
      const { runShortForms } = await import('../chaos/short-forms.js');
      return verdict(await runShortForms(stack.profile));
    }
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
