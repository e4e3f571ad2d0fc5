// Asks again and again how long the same piece of work takes on one processor. Its priority is above everybody else's (SCHED_FIFO), so
// what it sees is the processor's speed, and not who else wants to run.
import { writeSync } from 'node:fs';
import { now, type Sample } from './speed-probes.js';

/** About 30 µs: with the pause below 1 % of the processor. */
const STEPS = 4_000;
const PAUSE_MS = 4;
/** Written together, so that whoever reads is woken 25 times a second and not 250 times. */
const TOGETHER = 10;
const WARMING = 2_000;

const cell = new Int32Array(new SharedArrayBuffer(4));
let state = 1;

function work(): Sample {
  const at = now();
  for (let step = 0; step < STEPS; step++) state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return { at, took: now() - at };
}

for (let round = 0; round < WARMING; round++) work();
for (let lines = ''; ;) {
  for (let sample = 0; sample < TOGETHER; sample++) {
    Atomics.wait(cell, 0, 0, PAUSE_MS);
    const { at, took } = work();
    lines += `${at.toFixed(3)} ${took.toFixed(5)}\n`;
  }
  // Fails when nobody reads any more, and ends the process.
  writeSync(1, lines);
  lines = '';
}
