import { DevelopmentIssuer, type Role } from '@tenfold/identity';
import { variable } from './test-stores.js';

let issuer: Promise<DevelopmentIssuer> | undefined;

/** A token that the services of this test run accept. */
export async function mintToken(subject: string, ...roles: readonly Role[]): Promise<string> {
  issuer ??= DevelopmentIssuer.open(variable('TENFOLD_ISSUER_DIR'));
  return (await issuer).mint({ subject, roles });
}
