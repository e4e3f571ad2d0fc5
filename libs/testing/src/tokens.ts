import { DevelopmentKey, type Role } from '@tenfold/identity';
import { variable } from './test-stores.js';

let key: Promise<DevelopmentKey> | undefined;

/** A token that the services of this test run accept, be they a stack of this machine or a release in a cluster. */
export async function mintToken(subject: string, ...roles: readonly Role[]): Promise<string> {
  key ??= DevelopmentKey.fromPemFile(variable('ISSUER_KEY_FILE'));
  return (await key).mint({ subject, roles });
}
