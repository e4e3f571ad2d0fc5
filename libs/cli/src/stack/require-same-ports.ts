import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { isAlive } from '../processes/process-identity.js';
import { ProcessRecords } from '../processes/process-record.js';
import { serverBehind } from './pooler.js';
import {
  poolerPortOf,
  prometheusPort,
  serverPort,
  shardNumber,
  type PortName,
  type Ports,
  type ServerName,
} from './ports.js';
import type { Profile } from './profile.js';
import { isPrometheus } from './prometheus.js';

/**
 * A running stack keeps its ports: with others its processes would be stopped one by one, and the new ones could meet the old.
 * @throws Failure before anything is started, stopped or written
 */
export function requireSamePorts({
  directory,
  offset,
  ports,
}: Pick<Profile, 'directory' | 'offset' | 'ports'>): void {
  for (const record of new ProcessRecords(join(directory, 'run')).all()) {
    const port = expectedPort(record.name, offset, ports);
    if (port === undefined || port === record.port || !isAlive(record)) continue;
    const running = offset + record.port - port;
    throw new Failure(
      `The stack runs with TENFOLD_PORT_OFFSET=${running} (${record.name} has port ${record.port}), not with ${offset}. ` +
        'Nothing was touched: run ./tenfold down first, or keep the offset.',
    );
  }
}

/** Undefined for what has no port of its own by its name. */
function expectedPort(name: string, offset: number, ports: Ports): number | undefined {
  if (Object.hasOwn(ports, name)) return ports[name as PortName];
  if (isPrometheus(name)) return prometheusPort(offset);
  const server = serverBehind(name);
  if (server !== undefined) return poolerPortOf(serverPort(offset, server));
  return shardNumber(name) === undefined ? undefined : serverPort(offset, name as ServerName);
}
