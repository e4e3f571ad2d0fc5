import { join } from 'node:path';
import { removeContainer, stopProcess } from '../processes/stop.js';
import { findStrays, type Stray } from '../processes/strays.js';
import { Supervisor } from '../processes/supervisor.js';
import { ProcessRecords } from '../processes/process-record.js';
import { isAlive } from '../processes/process-identity.js';
import type { Profile } from './profile.js';

export interface Stopped {
  readonly name: string;
  readonly outcome: string;
}

/** Stops the whole stack, dependants first; what stands on one level stops together. */
export async function stopStack(profile: Profile, report: (stopped: Stopped) => void): Promise<number> {
  const supervisor = new Supervisor(profile.directory);
  const records = supervisor.records.all();
  let count = 0;
  for (const tier of [...new Set(records.map((record) => record.tier))].sort((a, b) => b - a)) {
    await Promise.all(
      records
        .filter((record) => record.tier === tier)
        .map(async (record) => {
          const outcome = await supervisor.stop(record);
          if (outcome === 'gone') return;
          count += 1;
          report({ name: record.name, outcome });
        }),
    );
  }
  const strays = await stopStrays(profile);
  for (const stray of strays)
    report({ name: `${stray.program} (${stray.pid})`, outcome: 'stopped, left by a killed run' });
  return count + strays.length;
}

/** Stops what belongs to this stack but is not written down: a killed program had no time to do so. */
export async function stopStrays(profile: Profile): Promise<Stray[]> {
  const records = new ProcessRecords(join(profile.directory, 'run')).all();
  const living = records.filter(isAlive).map(({ pid }) => pid);
  const strays = findStrays(profile.directory, new Set(living));
  await Promise.all(
    strays.map(async (stray) => {
      await stopProcess(stray, stray.program === 'postgres' ? 'SIGINT' : 'SIGTERM');
    }),
  );
  for (const { container } of records) {
    if (container !== undefined && living.length === 0) removeContainer(container);
  }
  return strays;
}
