import { TokenVerifier, type Principal } from '@tenfold/identity';
import { config } from './config.js';

/** Every peer checks tokens with the verifier that the services have: same algorithms, same key, same memory of verdicts. */
const verifier = new TokenVerifier({ ...config.tokens, production: false });

/** @throws when there is no token that counts */
export function principalOf(authorization: string | undefined): Promise<Principal> {
  if (authorization?.startsWith('Bearer ') !== true) return Promise.reject(new Error('token_missing'));
  return verifier.verify(authorization.slice('Bearer '.length));
}
