import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second (USER_HZ) on every platform that Linux runs on. */
const TICKS_PER_SECOND = 100;

interface Entry {
  readonly parent: number;
  /** User and system time of the process, and of those children that it has waited for. */
  readonly ticks: number;
}

/** CPU time, in seconds, at one moment. */
export interface CpuTimes {
  readonly at: number;
  /** Of all processors, without what they idled. */
  readonly busy: number;
  /** Of this program and all that it has started. */
  readonly own: number;
  readonly byName: Readonly<Record<string, number>>;
}

/** Field 4 is the parent, 14 to 17 are utime, stime, cutime and cstime (proc(5)); the name may hold blanks and parentheses. */
export function parseProcess(text: string): Entry | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const times = fields.slice(11, 15).map(Number);
  if (times.length < 4 || times.some(Number.isNaN)) return undefined;
  return { parent: Number(fields[1]), ticks: times.reduce((sum, time) => sum + time, 0) };
}

/** User, nice, system and steal: interrupts are left out, for they are nobody's. */
export function parseBusy(text: string): number {
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = (text.split('\n', 1)[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + steal) / TICKS_PER_SECOND;
}

/** @param roots the process that stands for each name; its children count with it */
export function readCpu(roots: Readonly<Record<string, number>>): CpuTimes {
  const entries = readEntries();
  const children = Map.groupBy(entries.keys(), (pid) => entries.get(pid)?.parent ?? 0);
  const family = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + family(child), entries.get(pid)?.ticks ?? 0);
  const seconds = (pid: number): number => family(pid) / TICKS_PER_SECOND;
  return {
    at: performance.now() / 1_000,
    busy: parseBusy(readFileSync('/proc/stat', 'utf8')),
    own: seconds(process.pid),
    byName: Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, seconds(pid)])),
  };
}

/** Looks again so often when processes ended meanwhile. */
const LOOKS = 20;

/**
 * The time of a process that ends goes over to its parent when that has waited for it. Where this happens between the reading of one
 * and of the other, the whole time is in neither: so all that were there at the first must be there at the last.
 */
function readEntries(): Map<number, Entry> {
  for (let look = 1; ; look++) {
    const entries = new Map<number, Entry>();
    const listed = processIds();
    for (const pid of listed) {
      const entry = read(pid);
      if (entry !== undefined) entries.set(Number(pid), entry);
    }
    const there = new Set(processIds());
    if (look === LOOKS || listed.every((pid) => there.has(pid))) return entries;
  }
}

function processIds(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

/** Undefined for a process that has ended since the folder was listed. */
function read(pid: string): Entry | undefined {
  try {
    return parseProcess(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}
