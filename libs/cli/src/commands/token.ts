import { parseArgs } from 'node:util';
import { ROLES, type Role } from '@tenfold/identity';
import { Failure } from '../output/failure.js';
import { parseSeconds } from '../output/duration.js';
import { mainProfile } from '../stack/profile.js';
import { mintToken } from '../stack/mint-token.js';

export async function token(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string', multiple: true, default: [] },
      sub: { type: 'string', default: 'dev' },
      ttl: { type: 'string', default: '1h' },
    },
  });
  const roles = values.role.flatMap((text) => text.split(',')).map(asRole);
  if (roles.length === 0)
    throw new Failure(`tenfold token: --role is missing; it is one of ${ROLES.join(', ')}.`, 2);
  const ttlSeconds = parseSeconds(values.ttl);
  if (!ttlSeconds)
    throw new Failure(`tenfold token: --ttl is a time such as 15m, 1h or 7d, not "${values.ttl}".`, 2);
  const text = await mintToken(mainProfile(), { roles, subject: values.sub, ttlSeconds });
  process.stdout.write(`${text}\n`);
  return 0;
}

function asRole(text: string): Role {
  const role = ROLES.find((candidate) => candidate === text);
  if (role === undefined)
    throw new Failure(`tenfold token: there is no role "${text}"; there are ${ROLES.join(', ')}.`, 2);
  return role;
}
