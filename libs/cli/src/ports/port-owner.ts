import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandOf } from '../processes/process-identity.js';
import { parseListeners, type Listener } from './proc-net.js';

/** Says who listens on a port, in words. Neither lsof nor ss is needed on Linux. */
export function describePortOwner(port: number): string {
  if (process.platform !== 'linux') return describeWithLsof(port);
  const listeners = listenersOn(port);
  const pid = findSocketHolder(listeners);
  if (pid !== undefined) return `process ${pid} (${commandOf(pid)})`;
  const [listener] = listeners;
  return listener === undefined
    ? 'a process outside this container or namespace'
    : `a process of user ${listener.uid}, which this user may not look at`;
}

/** Undefined where it cannot be told: another user's process, or a system without /proc. */
export function portOwner(port: number): number | undefined {
  return process.platform === 'linux' ? findSocketHolder(listenersOn(port)) : undefined;
}

function listenersOn(port: number): Listener[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readListeners).filter((one) => one.port === port);
}

function readListeners(file: string): Listener[] {
  try {
    return parseListeners(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

function findSocketHolder(listeners: readonly Listener[]): number | undefined {
  const sockets = new Set(listeners.map(({ inode }) => `socket:[${inode}]`));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => holdsAny(pid, sockets));
}

function holdsAny(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function describeWithLsof(port: number): string {
  try {
    const output = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return `process ${/^p(\d+)/m.exec(output)?.[1] ?? '?'} (${/^c(.+)/m.exec(output)?.[1] ?? 'unknown command'})`;
  } catch {
    return 'another process';
  }
}
