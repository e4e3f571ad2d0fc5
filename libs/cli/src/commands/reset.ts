import { deleteData } from '../stack/delete-data.js';
import { lockStack } from '../stack/lock-stack.js';
import { forgetOffset, mainProfile } from '../stack/profile.js';
import { down } from './down.js';

export async function reset(args: string[]): Promise<number> {
  await down(args);
  const profile = mainProfile();
  const release = lockStack(profile, 'reset');
  deleteData(profile);
  forgetOffset();
  release();
  process.stdout.write('Databases, streams, keys and logs are deleted.\n');
  return 0;
}
