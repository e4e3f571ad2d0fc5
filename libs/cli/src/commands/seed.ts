import { parseArgs, type ParseArgsConfig } from 'node:util';
import { join } from 'node:path';
import { runSeed, seedOptionsSchema, type SeedOptions } from '@tenfold/importer';
import { sentenceOf } from '../output/explain.js';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { loadSmallSeed } from '../seed/small-seed.js';
import { mintToken } from '../stack/mint-token.js';
import { mainProfile } from '../stack/profile.js';

/** A large import takes a minute or two; its token must outlive it by far. */
const TTL_SECONDS = 6 * 3_600;
const INTERRUPTED = 130;

export async function seed(args: string[]): Promise<number> {
  const { orders, quizzes, url, options } = readArguments(args);
  const profile = mainProfile();
  if (orders === undefined && quizzes === undefined) {
    await step('seed', () => loadSmallSeed(profile, url));
    return 0;
  }
  const token = await mintToken(profile, {
    roles: ['admin', 'author'],
    subject: 'importer',
    ttlSeconds: TTL_SECONDS,
  });
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  try {
    const stateDir = join(profile.directory, 'import');
    const request = {
      orders,
      quizzes,
      url: url ?? profile.gatewayUrl,
      token,
      stateDir,
      options,
      signal: abort.signal,
    };
    return (await runSeed(request)).exitCode;
  } catch (error) {
    if (abort.signal.aborted) return INTERRUPTED;
    throw new Failure(
      `tenfold seed: ${sentenceOf(error) ?? (error instanceof Error ? error.message : String(error))}`,
    );
  }
}

interface SeedArguments {
  readonly orders: string | undefined;
  readonly quizzes: string | undefined;
  readonly url: string | undefined;
  readonly options: Partial<SeedOptions>;
}

/** The importer's options are flags here: timeZone is --time-zone, and a number or a switch where its default is one. */
export function readArguments(args: string[]): SeedArguments {
  const defaults = Object.entries(seedOptionsSchema.parse({}));
  const flags = defaults.map(([name, value]) => [
    kebab(name),
    { type: typeof value === 'boolean' ? 'boolean' : 'string' },
  ]);
  const files = { orders: { type: 'string' }, quizzes: { type: 'string' }, url: { type: 'string' } };
  const options = { ...Object.fromEntries(flags), ...files } as NonNullable<ParseArgsConfig['options']>;
  const values = parseArgs({ args, options }).values as Record<string, string | boolean | undefined>;
  const given = defaults.filter(([name]) => values[kebab(name)] !== undefined);
  const read = given.map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(values[kebab(name)]) : values[kebab(name)],
  ]);
  const text = (name: string): string | undefined => values[name] as string | undefined;
  return {
    orders: text('orders'),
    quizzes: text('quizzes'),
    url: text('url'),
    options: Object.fromEntries(read) as Partial<SeedOptions>,
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
