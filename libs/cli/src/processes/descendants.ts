import { readdirSync } from 'node:fs';
import { hasAncestor } from './strays.js';

/** A process and all that it has started. Postgres gives each of its children a group of its own, so a group is not enough. */
export function familyOf(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return [pid, ...all.filter((other) => hasAncestor(other, (parent) => parent === pid))];
}
