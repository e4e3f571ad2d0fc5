import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DevelopmentIssuer } from '@tenfold/identity';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { ROOT } from '../root.js';
import { issuerDirectory, serviceEnvironment } from '../stack/environment.js';
import { mainProfile, type Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import type { ServiceName } from '../stack/service-names.js';
import { writeShardMap } from '../stack/shard-map.js';

/** Runs a generator: it writes its files or, with `check`, compares them with what it would write. */
export async function generate(
  script: string,
  check: boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandResult> {
  const path = join(ROOT, script);
  if (!existsSync(path))
    return { code: 'missing', output: `${script} is not there: the build has not made it.` };
  return await runCommand(process.execPath, [path, ...(check ? ['--check'] : [])], { cwd: ROOT, env });
}

/** A service describes itself without its stores, but not without its settings: it gets those of a stack that never runs. */
export async function generateOpenapi(service: ServiceName, check: boolean): Promise<CommandResult> {
  const main = mainProfile();
  const profile: Profile = { ...main, directory: join(main.directory, 'tmp', 'openapi') };
  writeShardMap(profile);
  await DevelopmentIssuer.open(issuerDirectory(profile));
  const env = serviceEnvironment(profile, openSecrets(profile), service);
  return await generate(`services/${service}/dist/openapi.js`, check, env);
}
