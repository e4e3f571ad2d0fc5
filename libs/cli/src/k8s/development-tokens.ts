import { DevelopmentKey, type MintOptions } from '@tenfold/identity';
import { inNamespace, kubectl, RELEASE, type Cluster } from './cluster.js';

export interface Tokens {
  readonly pem: string;
  mint(options: MintOptions): Promise<string>;
}

/** Signs with the key of the cluster's development issuer; undefined where somebody else signs tokens. */
export async function developmentTokens(cluster: Cluster): Promise<Tokens | undefined> {
  const path = 'jsonpath={.data.key\\.pem}';
  const args = ['get', 'secret', `${RELEASE}-issuer`, '-o', path, ...inNamespace(cluster)];
  const { code, stdout } = await kubectl(args);
  if (code !== 0 || stdout === '') return undefined;
  const pem = Buffer.from(stdout, 'base64').toString('utf8');
  const key = await DevelopmentKey.fromPem(pem);
  return { pem, mint: (options) => key.mint(options) };
}
