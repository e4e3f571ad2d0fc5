import { parseArgs } from 'node:util';
import { livingOwner } from '../processes/lock-file.js';
import { benchProfile, mainProfile, testProfile, type Profile } from '../stack/profile.js';
import { lockFileOf, lockStack } from '../stack/lock-stack.js';
import { stopStack } from '../stack/stop-stack.js';

export async function down(args: string[]): Promise<number> {
  parseArgs({ args });
  const count =
    (await stopLocked(mainProfile(), 'down')) +
    (await stopLeft(testProfile())) +
    (await stopLeft(benchProfile()));
  process.stdout.write(
    count === 0 ? 'Nothing was running.\n' : 'Everything is stopped; the data is kept in .tenfold/.\n',
  );
  return 0;
}

async function stopLocked(profile: Profile, verb: string): Promise<number> {
  const release = lockStack(profile, verb);
  try {
    return await stopStack(profile, ({ name, outcome }) =>
      process.stdout.write(`  ${name.padEnd(16)} ${outcome}\n`),
    );
  } finally {
    release();
  }
}

/** A killed `test` or `bench` may have left its stack; one that is at work is left alone. */
async function stopLeft(profile: Profile): Promise<number> {
  const owner = livingOwner(lockFileOf(profile));
  if (owner === undefined) return stopLocked(profile, 'down');
  process.stdout.write(
    `  The ${profile.name} stack is in use by ./tenfold ${profile.name} (process ${owner.pid}) and stays.\n`,
  );
  return 0;
}
