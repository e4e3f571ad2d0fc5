import { setTimeout as delay } from 'node:timers/promises';
import type { Slice } from './control.js';
import { FenceGivenUp, writers, type Fence } from './fence.js';
import { ensureMonths } from './months.js';
import { MoveError } from './move-error.js';
import type { Course } from './move-options.js';
import { describeRange } from './ranges.js';
import { ensureReplication, progressOf, readMark, writeMark } from './replication.js';

const POLL_MS = 50;
const MARK_POLL_MS = 2;
const COPY_REPORT_MS = 2_000;
/** A mark that comes through this fast outside the fence does so inside. */
const CLOSE_MS = 100;
/** A transaction this old may not end within a fence; the fence waits for it outside. */
const OLD_WRITER_MS = 200;
const CATCH_UP_MS = 60_000;

/** What flows from the source to the target: the copy, the changes, and the marks that tell how far they are. */
export class Feed {
  private mark = Date.now() % 1_000_000_000;

  constructor(private readonly course: Course) {}

  /** Until every table is copied and follows its changes. */
  async copy(slice: Slice): Promise<void> {
    const { source, target, tables, options } = this.course;
    const replication = { slice, source, target, tables };
    await ensureMonths(source, target, tables);
    await ensureReplication(replication);
    let reported = performance.now();
    for (;;) {
      const { ready, all } = await progressOf(replication);
      if (ready === all && all > 0) break;
      if (performance.now() - reported > COPY_REPORT_MS) {
        options.report(`buckets ${describeRange(slice)}: copied ${ready} of ${all} tables`);
        reported = performance.now();
      }
      await delay(POLL_MS);
      await ensureMonths(source, target, tables);
    }
    await options.reached?.('copied', slice);
  }

  /** Until a mark goes through at once and no old transaction could keep the fence waiting. */
  async catchUp(slice: Slice): Promise<void> {
    const { source, target, tables } = this.course;
    const deadline = performance.now() + CATCH_UP_MS;
    for (;;) {
      await ensureMonths(source, target, tables);
      const begun = performance.now();
      const mark = await this.sendMark(slice);
      while ((await readMark(target, slice)) !== mark) {
        if (performance.now() > deadline)
          throw new MoveError(
            `${target.name} does not catch up with ${source.name}: resume when there is less load`,
          );
        await delay(MARK_POLL_MS);
      }
      const old = (await writers(source)).filter(({ ageMs }) => (ageMs ?? 0) > OLD_WRITER_MS);
      if (performance.now() - begun < CLOSE_MS && old.length === 0) return;
      if (performance.now() > deadline) {
        const pids = old.map(({ pid }) => pid).join(', ');
        throw new MoveError(
          old.length > 0
            ? `a transaction on ${source.name} does not end (process ${pids}): end it, and resume`
            : `${target.name} stays behind ${source.name}: resume when there is less load`,
        );
      }
      await delay(POLL_MS);
    }
  }

  /** Until the target shows everything that was committed before the call. */
  async pass(slice: Slice, fence: Fence): Promise<void> {
    const mark = await this.sendMark(slice);
    while ((await readMark(this.course.target, slice)) !== mark) {
      if (fence.leftMs() <= 0) throw new FenceGivenUp('late', 'the target was too far behind');
    }
  }

  private async sendMark(slice: Slice): Promise<number> {
    this.mark += 1;
    await writeMark(this.course.source, slice, this.mark);
    return this.mark;
  }
}
