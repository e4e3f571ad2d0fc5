import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  BenchFailure,
  DEFAULT_BACKGROUND,
  keepProfile,
  profilePage,
  renderLayers,
  requireQuietMachine,
  runBench,
  runProfile,
  selectMeasures,
  writeResult,
} from '@tenfold/bench';
import type { LocalBenchStack } from '../bench/bench-stack.js';
import { OwnStack } from '../bench/own-stack.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { benchProfile } from '../stack/profile.js';

/** Measures a stack of its own against peers, and stops everything that it has started, whatever happens. */
export async function bench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      profile: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      seed: { type: 'string' },
      background: { type: 'string' },
    },
  });
  const own = new OwnStack(benchProfile());
  try {
    const measures = selectMeasures(values.only);
    const seed = readNumber('seed', values.seed, 1, 1_000_000_000) ?? randomInt(1, 1_000_000);
    const background = readNumber('background', values.background, 0, 1) ?? DEFAULT_BACKGROUND;
    const report = (text: string): void => void process.stdout.write(text);
    await requireQuietMachine(background);
    stopWhenInterrupted(own);
    process.stdout.write('\nBench stack\n');
    await own.start();
    const stack = own.open();
    if (values.profile) return await takeApart(own, stack, { seed, report });
    const result = await runBench(stack, { measures, quick: values.quick, seed, background, report });
    await own.stop();
    const code = await writeResult(ROOT, result, report);
    if (result.stopped !== undefined) throw new Failure(result.stopped, 1);
    return code;
  } catch (error) {
    throw error instanceof BenchFailure ? new Failure(error.message, 1) : error;
  } finally {
    await own.stop();
  }
}

/** Where the time of a request goes, instead of how much it is. */
async function takeApart(
  own: OwnStack,
  stack: LocalBenchStack,
  options: { readonly seed: number; readonly report: (text: string) => void },
): Promise<number> {
  const result = await runProfile(stack, options);
  await own.stop();
  for (const request of result.requests) options.report(`\n${request.name}\n\n${renderLayers(request)}\n`);
  options.report(`\nWritten: ${keepProfile(ROOT, result)}\n`);
  for (const { path, content } of profilePage(ROOT)) writeFileSync(join(ROOT, path), content);
  return 0;
}

function stopWhenInterrupted(own: OwnStack): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write('\nInterrupted: stopping what was started.\n');
      void own.stop().finally(() => process.exit(130));
    });
  }
}

function readNumber(option: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^[0-9.]+$/.test(text) || Number.isNaN(number) || number < from || number > to) {
    throw new Failure(`tenfold bench: --${option} takes a number from ${from} to ${to}.`, 2);
  }
  return number;
}
