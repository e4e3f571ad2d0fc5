import fc from 'fast-check';
import { deepEqual } from 'node:assert/strict';
import { CacheModel, MARK_MS, type ModelOptions } from './cache-model.js';
import { LEASE_MS, TIMES } from './test-world.js';

type Step = (model: CacheModel) => void | Promise<void>;

class CacheCommand implements fc.AsyncCommand<object, CacheModel> {
  constructor(
    private readonly words: string,
    private readonly step: Step,
  ) {}

  check = (): boolean => true;

  async run(_: object, model: CacheModel): Promise<void> {
    await this.step(model);
    await model.clock.quiet();
    deepEqual(model.judge.faults, []);
  }

  toString = (): string => this.words;
}

const command = (name: string, step: (model: CacheModel, n: number) => void | Promise<void>, max = 8) =>
  fc.nat(max).map((n) => new CacheCommand(`${name}(${n})`, (model) => step(model, n)));

const TIMES_PASSING = [1, 300, TIMES.l1Ms + 1, LEASE_MS, MARK_MS, TIMES.l2Ms];

/** Everything that may happen, in any order; what leads somewhere is more likely. */
export const cacheCommands = fc.commands(
  [
    command('read', (model, n) => model.read(n, false)),
    command('read', (model, n) => model.read(n, false)),
    command('read slowly', (model, n) => model.read(n, true)),
    command('read slowly', (model, n) => model.read(n, true)),
    command('finish load', (model, n) => model.finishLoad(n)),
    command('finish load', (model, n) => model.finishLoad(n)),
    command('write', (model, n) => model.write(n)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('time', (model) => model.pass(TIMES.l1Ms + 1), 0),
    command('death of writer', (model, n) => model.stepWriter(n, true)),
    command('message', (model, n) => model.world.network.deliver(n)),
    command('message lost', (model, n) => model.world.network.lose(n)),
    command('bus cut', (model, n) => model.bus(n, false)),
    command('bus mended', (model, n) => model.bus(n, true)),
    command('store out of reach', (model, n) => model.link(n, false)),
    command('store in reach', (model, n) => model.link(n, true)),
    command('store emptied', (model) => model.loseStore(), 0),
    command('process restarted', (model, n) => model.restart(n)),
    command('time', (model, n) => model.pass(TIMES_PASSING[n] ?? 1), TIMES_PASSING.length - 1),
  ],
  { maxCommands: 30, size: 'max' },
);

/** @throws Error of fast-check, with the interleaving that shows it, when an answer was older than it may be */
export async function checkInterleavings(
  numRuns: number,
  options: ModelOptions = {},
  seed?: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(cacheCommands, async (commands) => {
      const model = new CacheModel(options);
      await fc.asyncModelRun(() => ({ model: {}, real: model }), commands);
      await model.settle();
    }),
    { numRuns, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
  );
}
