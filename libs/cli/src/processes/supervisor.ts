import { spawn } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../output/failure.js';
import { requireFreePort } from '../ports/require-free-port.js';
import { fingerprint } from './fingerprint.js';
import { openLog, tail } from './logs.js';
import { isAlive, startTimeOf } from './process-identity.js';
import { ProcessRecords, type ProcessRecord } from './process-record.js';
import { removeContainer, stopProcess } from './stop.js';
import { STACK_MARKER } from './strays.js';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly port: number;
  readonly tier: number;
  readonly stopSignal: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly container?: string;
  /** Whatever else must lead to a restart when it changes, such as the hash of the build. */
  readonly version?: string;
  /** Is told the process id, for what a former process has left behind must not count. */
  ready(pid: number): Promise<boolean>;
}

export type Outcome = 'kept' | 'started' | 'restarted';

const READY_MS = 60_000;
const POLL_MS = 100;

/** Starts processes that outlive this program, and knows them again in the next run. */
export class Supervisor {
  readonly records: ProcessRecords;

  constructor(private readonly directory: string) {
    this.records = new ProcessRecords(join(directory, 'run'));
  }

  /** Leaves a healthy process alone; restarts one that hangs, or whose build or settings have changed. */
  async ensure(spec: ProcessSpec): Promise<Outcome> {
    const wanted = fingerprintOf(spec);
    const record = this.records.read(spec.name);
    const alive = record !== undefined && isAlive(record);
    if (alive && record.fingerprint === wanted && (await becomesReady(spec, record))) return 'kept';
    if (record !== undefined) await this.stop(record);
    await requireFreePort(spec.name, spec.port);
    await this.start(spec, wanted);
    return alive ? 'restarted' : 'started';
  }

  async stop(record: ProcessRecord): Promise<'stopped' | 'killed' | 'gone'> {
    const outcome = await stopProcess(record, record.stopSignal);
    if (record.container !== undefined) removeContainer(record.container);
    this.records.remove(record.name);
    return outcome;
  }

  logOf(name: string): string {
    return join(this.directory, 'logs', `${name}.log`);
  }

  private async start(spec: ProcessSpec, wanted: string): Promise<void> {
    // One that outlived its client would keep the name.
    if (spec.container !== undefined) removeContainer(spec.container);
    mkdirSync(join(this.directory, 'logs'), { recursive: true });
    const record = this.spawn(spec, wanted);
    const deadline = performance.now() + READY_MS;
    while (!(await spec.ready(record.pid))) {
      if (!isAlive(record))
        throw new Failure(`${spec.name} ended while it was starting.${this.excerpt(spec.name)}`);
      if (performance.now() > deadline) {
        throw new Failure(
          `${spec.name} was not ready after ${READY_MS / 1_000} s.${this.excerpt(spec.name)}`,
        );
      }
      await delay(POLL_MS);
    }
  }

  private spawn(spec: ProcessSpec, wanted: string): ProcessRecord {
    const log = openLog(this.logOf(spec.name));
    const child = spawn(spec.command, spec.args, {
      cwd: spec.workingDirectory,
      env: { ...spec.env, [STACK_MARKER]: this.directory },
      detached: true,
      stdio: ['ignore', log, log],
      ...spec.user,
    });
    closeSync(log);
    // What went wrong is told by the missing process id below.
    child.on('error', () => undefined);
    if (child.pid === undefined)
      throw new Failure(`${spec.name} cannot be started: ${spec.command} does not run.`);
    child.unref();
    const record: ProcessRecord = {
      name: spec.name,
      pid: child.pid,
      startTime: startTimeOf(child.pid) ?? '',
      port: spec.port,
      startedAt: new Date().toISOString(),
      fingerprint: wanted,
      stopSignal: spec.stopSignal,
      tier: spec.tier,
      ...(spec.container === undefined ? {} : { container: spec.container }),
    };
    this.records.write(record);
    return record;
  }

  private excerpt(name: string): string {
    const lines = tail(this.logOf(name), 20);
    return ` Its log, ${this.logOf(name)}, ends with:\n\n${lines === '' ? '(nothing)' : lines}`;
  }
}

/** Without the PATH: whose shell it is that says `up` again is no reason to restart a database. */
function fingerprintOf({ command, args, env, version, user }: ProcessSpec): string {
  const { PATH: _path, ...settings } = env;
  return fingerprint({ command, args, env: settings, version, user });
}

/** A process that a killed `up` has just started may still be on its way; one that hangs has had its time. */
async function becomesReady(spec: ProcessSpec, record: ProcessRecord): Promise<boolean> {
  const deadline = Date.parse(record.startedAt) + READY_MS;
  while (isAlive(record)) {
    if (await spec.ready(record.pid)) return true;
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return false;
}
