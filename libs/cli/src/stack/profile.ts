import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { portsWithOffset, type Ports } from './ports.js';

/** Everything that one stack needs to know about itself: where it keeps its files and which ports it has. */
export interface Profile {
  readonly name: 'main' | 'test' | 'bench';
  /** The stack's own directory, which is also its mark on its processes. */
  readonly directory: string;
  /** Downloaded programs, shared by all stacks and kept by reset. */
  readonly packages: string;
  /** Added to every port. */
  readonly offset: number;
  readonly ports: Ports;
  readonly gatewayUrl: string;
  /** Whether services reach Postgres by way of poolers. */
  readonly pooled: boolean;
  /** The collector that services send their traces to, where somebody traces. */
  readonly traces?: string | undefined;
  /** Another release's folder, built: the stack gets its schema. Tests run one release's code on the schema of another by it. */
  readonly migrationsFrom?: string | undefined;
}

const HOME = join(ROOT, '.tenfold');
/** The stacks of test and bench stand this far above that of `up`. */
export const TEST_OFFSET = 10_000;
export const BENCH_OFFSET = 5_000;
export const LARGEST_OFFSET = 40_000;

/** The stack of `up`. The offset it was started with is remembered, so that the other verbs find it. */
export function mainProfile(): Profile {
  return profile('main', HOME, portOffset());
}

/** The stack of `test`, beside the one of `up` and independent of it. */
export function testProfile(): Profile {
  return profile('test', join(HOME, 'test'), portOffset() + TEST_OFFSET);
}

/** The stack of `bench`: what it measures must not share its processes with anybody. */
export function benchProfile(): Profile {
  return profile('bench', join(HOME, 'bench'), portOffset() + BENCH_OFFSET);
}

export function rememberOffset(): void {
  mkdirSync(HOME, { recursive: true });
  writeFileSync(offsetFile(), String(portOffset()));
}

export function forgetOffset(): void {
  rmSync(offsetFile(), { force: true });
}

function profile(name: Profile['name'], directory: string, offset: number): Profile {
  const ports = portsWithOffset(offset);
  return {
    name,
    directory,
    packages: join(HOME, 'packages'),
    offset,
    ports,
    gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
    pooled: readPooler(),
    migrationsFrom: process.env['TENFOLD_MIGRATIONS_FROM'],
  };
}

/** What is added to every port. */
export function portOffset(): number {
  const text = process.env['TENFOLD_PORT_OFFSET'] ?? readRemembered();
  const offset = Number(text);
  if (!/^\d+$/.test(text) || offset > LARGEST_OFFSET) {
    throw new Failure(`TENFOLD_PORT_OFFSET is a number from 0 to ${LARGEST_OFFSET}, not "${text}".`);
  }
  return offset;
}

function readPooler(): boolean {
  const text = process.env['TENFOLD_POOLER'] ?? 'off';
  if (text !== 'on' && text !== 'off') throw new Failure(`TENFOLD_POOLER is on or off, not "${text}".`);
  return text === 'on';
}

function readRemembered(): string {
  try {
    return readFileSync(offsetFile(), 'utf8').trim() || '0';
  } catch {
    return '0';
  }
}

function offsetFile(): string {
  return join(HOME, 'port-offset');
}
