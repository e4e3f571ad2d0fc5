import { DevelopmentIssuer, type MintOptions } from '@tenfold/identity';
import { issuerDirectory } from './environment.js';
import type { Profile } from './profile.js';

/** Signs a token with the stack's development key, which is made when there is none yet. */
export async function mintToken(profile: Profile, options: MintOptions): Promise<string> {
  return (await DevelopmentIssuer.open(issuerDirectory(profile))).mint(options);
}
