import { parseArgs, type ParseArgsConfig } from 'node:util';
import { statSync } from 'node:fs';
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
  if (url !== undefined) requireAddress(url);
  for (const file of [orders, quizzes]) if (file !== undefined) requireFile(file);
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

/** Each request would fail with it, and be sent again. */
export function requireAddress(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return;
  throw new Failure(
    `tenfold seed: --url is the address of the gateway, such as http://127.0.0.1:8080, not "${text}".`,
    2,
  );
}

/** A read of a directory fails without its name, in the middle of the work. */
export function requireFile(path: string): void {
  const problem = notAFile(path);
  if (problem !== undefined) throw new Failure(`tenfold seed: ${problem}`);
}

function notAFile(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? `${path}: it is a directory, not a file.` : undefined;
  } catch (error) {
    return sentenceOf(error) ?? String(error);
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
