import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { ROOT } from '../root.js';
import { serviceEnvironment } from './environment.js';
import { mainProfile } from './profile.js';
import { openSecrets } from './secrets.js';
import type { ServiceName } from './service-names.js';

/** Whether the service has such an entry point beside its `main.js`. */
export function hasEntry(service: ServiceName, script: string): boolean {
  return existsSync(pathOf(service, script));
}

/** Runs an entry point of a service in a process of its own: it alone may look at its tables. */
export function runEntry(
  service: ServiceName,
  script: string,
  words: readonly string[],
): Promise<CommandResult> {
  const profile = mainProfile();
  return runCommand(process.execPath, [pathOf(service, script), ...words], {
    cwd: ROOT,
    env: { ...serviceEnvironment(profile, openSecrets(profile), service), LOG_LEVEL: 'fatal' },
  });
}

function pathOf(service: ServiceName, script: string): string {
  return join(ROOT, 'services', service, 'dist', script);
}
