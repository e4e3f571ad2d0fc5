import { join } from 'node:path';
import { requireFreePorts } from '../ports/require-free-port.js';
import { isAlive } from '../processes/process-identity.js';
import { ProcessRecords } from '../processes/process-record.js';
import { findStrays, hasAncestor } from '../processes/strays.js';
import { poolerOf, serversOf } from './pooler.js';
import {
  healthPortOf,
  monitorPortOf,
  poolerPortOf,
  prometheusPort,
  serverPort,
  type PortName,
} from './ports.js';
import type { Profile } from './profile.js';
import { PROMETHEUS } from './prometheus.js';
import { SERVICES } from './service-names.js';

/** A port that the stack listens on, and the process whose port it is. */
export interface StackPort {
  readonly process: string;
  readonly name: string;
  readonly port: number;
}

/** @param observed whether a Prometheus is part of the stack */
export function portsOf(profile: Profile, observed: boolean): StackPort[] {
  const { offset, ports } = profile;
  const own = Object.entries(ports) as [PortName, number][];
  const servers = serversOf(profile).map((server) => ({ server, port: serverPort(offset, server) }));
  return [
    ...own.map(([name, port]) => ({ process: name, name, port })),
    ...SERVICES.map((name) => ({ process: name, name: `${name}'s health`, port: healthPortOf(ports[name]) })),
    { process: 'nats', name: "NATS's monitoring", port: monitorPortOf(ports.nats) },
    ...servers.map(({ server, port }) => ({ process: server, name: server, port })),
    ...(profile.pooled ? servers : []).map(({ server, port }) => {
      const name = poolerOf(server);
      return { process: name, name, port: poolerPortOf(port) };
    }),
    ...(observed ? [{ process: PROMETHEUS, name: PROMETHEUS, port: prometheusPort(offset) }] : []),
  ];
}

/**
 * Every port of the stack is free, or held by what this stack has started: a process on record, or one that a killed run has left.
 * @throws Failure that names every other holder, before anything is started, stopped or written
 */
export async function requireFreeStackPorts(profile: Profile, observed = false): Promise<void> {
  const living = new ProcessRecords(join(profile.directory, 'run')).all().filter(isAlive);
  const running = new Set(living.map(({ name }) => name));
  const missing = portsOf(profile, observed).filter((one) => !running.has(one.process));
  const strays = new Set(
    findStrays(profile.directory, new Set(living.map(({ pid }) => pid))).map(({ pid }) => pid),
  );
  const isStray = (pid: number): boolean => strays.has(pid) || hasAncestor(pid, (one) => strays.has(one));
  await requireFreePorts(missing, isStray);
}
