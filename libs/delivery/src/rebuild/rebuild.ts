export interface RebuildStep {
  /** Where the next step begins; undefined when this was the last. */
  readonly next: string | undefined;
  /** Sums that were made again. */
  readonly rebuilt: number;
}

/** Something that is kept beside its source, and can be made again from it. */
export interface RebuildTarget {
  readonly name: string;
  /**
   * One bounded piece, while writes go on. Done twice it must leave what it leaves when it is done once: a rebuild that is killed
   * repeats the step it was at.
   * @param position what the step before called `next`; undefined for the first
   */
  step(position: string | undefined): Promise<RebuildStep>;
}

/** Where a rebuild keeps how far it has come. */
export interface RebuildProgress {
  find(target: string): Promise<string | undefined>;
  set(target: string, position: string): Promise<void>;
  remove(target: string): Promise<void>;
}

export interface RebuildReport {
  readonly target: string;
  readonly steps: number;
  readonly rebuilt: number;
  /** The place where a rebuild that was cut off was taken up; null when this one began at the beginning. */
  readonly resumedAt: string | null;
}

/** What a service can make again as a whole. */
export interface RebuildJob {
  readonly name: string;
  run(restart: boolean): Promise<RebuildReport>;
}

/** Targets that go step by step, each by its bookmark. */
export function rebuildJobs(targets: readonly RebuildTarget[], progress: RebuildProgress): RebuildJob[] {
  return targets.map((target) => ({
    name: target.name,
    run: (restart) => rebuild(target, progress, restart),
  }));
}

/** Takes a target through all its steps, from where the last rebuild was cut off. */
export async function rebuild(
  target: RebuildTarget,
  progress: RebuildProgress,
  restart = false,
): Promise<RebuildReport> {
  const begin = restart ? undefined : await progress.find(target.name);
  let [steps, rebuilt] = [0, 0];
  for (let position = begin, done = false; !done; steps += 1) {
    const step = await target.step(position);
    rebuilt += step.rebuilt;
    position = step.next;
    if (position === undefined) done = true;
    else await progress.set(target.name, position);
  }
  await progress.remove(target.name);
  return { target: target.name, steps, rebuilt, resumedAt: begin ?? null };
}
