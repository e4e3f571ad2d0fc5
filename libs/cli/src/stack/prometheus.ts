import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPrometheus, prometheusEnvironment } from '../binaries/prometheus-binary.js';
import { fingerprint } from '../processes/fingerprint.js';
import type { Outcome, ProcessSpec, Supervisor } from '../processes/supervisor.js';
import { baseEnvironment } from './environment.js';
import { answersOk } from './greeting.js';
import { prometheusPort } from './ports.js';
import type { Profile } from './profile.js';
import { prometheusConfig } from './prometheus-config.js';

/** Its name. */
export const PROMETHEUS = 'prometheus';
/** For a look at yesterday; the size bounds it before the time does. */
const RETENTION = ['--storage.tsdb.retention.time=2d', '--storage.tsdb.retention.size=512MB'];

/** Whether a process of this name is one. */
export function isPrometheus(name: string): boolean {
  return name === PROMETHEUS;
}

export function prometheusUrl(profile: Profile): string {
  return `http://127.0.0.1:${prometheusPort(profile.offset)}`;
}

/** @param rules groups of rules in YAML */
export async function ensurePrometheus(
  profile: Profile,
  supervisor: Supervisor,
  rules: string,
): Promise<Outcome> {
  return supervisor.ensure(prometheusSpec(profile, await findPrometheus('prometheus'), rules));
}

/** Stops that of a former start. */
export async function stopPrometheus(supervisor: Supervisor): Promise<void> {
  const record = supervisor.records.read(PROMETHEUS);
  if (record !== undefined) await supervisor.stop(record);
}

function prometheusSpec(profile: Profile, program: string, rules: string): ProcessSpec {
  const port = prometheusPort(profile.offset);
  const data = join(profile.directory, 'data', PROMETHEUS);
  const [configFile, rulesFile] = [join(data, 'prometheus.yaml'), join(data, 'rules.yaml')];
  const config = prometheusConfig(profile, rulesFile);
  mkdirSync(data, { recursive: true });
  writeFileSync(configFile, config);
  writeFileSync(rulesFile, rules);
  return {
    name: PROMETHEUS,
    command: program,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(data, 'series')}`,
      ...RETENTION,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    env: { ...baseEnvironment(profile), ...prometheusEnvironment(program) },
    workingDirectory: data,
    port,
    tier: 3,
    stopSignal: 'SIGTERM',
    version: fingerprint({ config, rules }),
    ready: () => answersOk(`${prometheusUrl(profile)}/-/ready`),
  };
}
