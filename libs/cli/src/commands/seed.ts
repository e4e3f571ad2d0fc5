import { step } from '../output/steps.js';
import { loadSmallSeed } from '../seed/small-seed.js';
import { mintToken } from '../stack/mint-token.js';
import { mainProfile } from '../stack/profile.js';

/** A large import takes a minute or two; its token must outlive it by far. */
const TTL_SECONDS = 6 * 3_600;

export async function seed(args: string[]): Promise<number> {
  const profile = mainProfile();
  if (args.length === 0) {
    await step('seed', () => loadSmallSeed(profile));
    return 0;
  }
  const { runSeed } = await import('@tenfold/importer');
  const token = await mintToken(profile, {
    roles: ['admin', 'author'],
    subject: 'importer',
    ttlSeconds: TTL_SECONDS,
  });
  return await runSeed({ args, url: profile.gatewayUrl, token, directory: profile.directory });
}
