import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BucketRange } from '@tenfold/database';
import type { Moment, MoveOptions } from '../src/index.js';
import type { MovingShards } from './moving-shards.js';

export class Stopped extends Error {}

/** Ends a mover at the moment, as an error would. */
export const stopAt = (wanted: Moment) => (moment: Moment) => {
  if (moment === wanted) throw new Stopped(wanted);
};

/** Runs something once, the first time that the mover gets there. */
export const onceAt = (wanted: Moment, work: () => Promise<void>): MoveOptions['reached'] => {
  let left = 1;
  return async (moment) => {
    if (moment === wanted && left-- > 0) await work();
  };
};

interface Order {
  readonly range: BucketRange;
  readonly target: string;
  readonly moment: Moment;
}

/** A mover of its own process, and its end without a word. */
export async function killedAt({ mapFile, admin }: MovingShards, order: Order): Promise<void> {
  const script = join(import.meta.dirname, 'mover-process.mjs');
  const told = JSON.stringify({ mapFile, login: admin, ...order });
  const child = spawn(process.execPath, [script, told], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  for await (const line of createInterface(child.stdout)) if ((last = line) === order.moment) break;
  expect(last).toBe(order.moment);
  child.kill('SIGKILL');
  await once(child, 'exit');
}
