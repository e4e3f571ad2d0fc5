import type { Profile } from '../stack/profile.js';

export async function loadSmallSeed(_profile: Profile): Promise<string> {
  return Promise.resolve('later');
}
