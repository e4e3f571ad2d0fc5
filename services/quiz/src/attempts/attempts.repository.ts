import { Injectable } from '@nestjs/common';
import {
  after,
  ALL_IDS,
  before,
  type Cells,
  columnsOf,
  GatheredWrites,
  type Gathering,
  Months,
  type ReadOptions,
  readWindows,
  scatter,
  Shards,
  timeText,
  violatedConstraint,
  windowsBack,
  windowsOn,
} from '@tenfold/database';
import { traceOfEvents, wakeRelays } from '@tenfold/delivery';
import type { Place } from '@tenfold/http';
import { bucketOf, bucketOfId } from '@tenfold/ids';
import type { AttemptGrade } from '../grading/grade.js';
import type { Attempt, AttemptState, ListedAttempt } from './attempt.js';
import * as sql from './attempts.statements.js';

export interface NewAttempt {
  readonly id: string;
  readonly learner: string;
  readonly quizId: string;
  readonly quizVersion: number;
  readonly seed: number;
  readonly startedAt: string;
  readonly deadlineAt: string | null;
  readonly acceptsUntil: string | null;
  readonly attemptsAllowed: number | null;
  readonly key: string | undefined;
  /** What was in progress before, and has ended without saying so. */
  readonly ended: string | undefined;
  readonly event: AttemptEvent;
}

/** What goes out with a statement. */
export interface AttemptEvent {
  readonly id: string;
  readonly subject: string;
  readonly payload: unknown;
}

/** Where a key leads to, and since when. */
interface KeptKey {
  readonly id: string;
  readonly quizId: string;
  readonly createdAt: string;
}

/** What a learner has started at a quiz, and which of it is in progress. */
export interface Allowance {
  readonly started: number;
  readonly openId: string | null;
}

const UNLIMITED = 2 ** 31 - 1;

interface Start extends NewAttempt {
  readonly trace: string | null;
}

const valuesOf = (start: Start): unknown[] => {
  const { id, learner, quizId, quizVersion, seed, startedAt, deadlineAt, acceptsUntil, event } = start;
  const attempt = [
    bucketOfId(id),
    id,
    learner,
    quizId,
    quizVersion,
    seed,
    startedAt,
    deadlineAt,
    acceptsUntil,
  ];
  const allowance = [start.attemptsAllowed ?? UNLIMITED, start.key ?? null];
  const sent = [event.id, event.subject, JSON.stringify(event.payload), start.trace];
  return [...attempt, ...allowance, ...sent, start.ended ?? null];
};

const STARTING: Gathering<Start, Cells> = {
  one: sql.START,
  many: sql.START_MANY,
  valuesOfOne: valuesOf,
  valuesOfMany: (starts) => {
    // They may have waited: the relays have to hear of their events when these are about to be there.
    wakeRelays();
    return columnsOf(starts.map(valuesOf));
  },
  bucketOf: ({ id }) => bucketOfId(id),
  keyOf: ({ learner, quizId }) => `${learner}/${quizId}`,
  keyOfRow: ([, learner, quizId]) => `${learner}/${quizId}`,
};

@Injectable()
export class AttemptsRepository {
  private readonly starting: GatheredWrites<Start, Cells>;

  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {
    this.starting = new GatheredWrites(shards, STARTING);
  }

  /** @returns undefined when no attempt is left, when one is in progress, or when the key was used before */
  async start(attempt: NewAttempt): Promise<Attempt | undefined> {
    await this.months.ensure(this.shards.forId(attempt.id), Date.parse(attempt.startedAt));
    try {
      const started = await this.starting.write({ ...attempt, trace: traceOfEvents() });
      return started && begun(attempt, Number(started[0]));
    } catch (error) {
      if (violatedConstraint(error) === 'attempt_key_pkey') return undefined;
      throw error;
    }
  }

  /** @param withGrades false leaves them where they are: they are null, whether there are any or not */
  async find(attemptId: string, withGrades = true, options?: ReadOptions): Promise<Attempt | undefined> {
    const values = [bucketOfId(attemptId), attemptId, withGrades ? null : []];
    return (await this.shards.forId(attemptId).read<Attempt>(sql.FIND, values, options))[0];
  }

  async findByKey(bucket: number, learner: string, key: string): Promise<KeptKey | undefined> {
    const shard = this.shards.forBucket(bucket);
    return (await shard.read<KeptKey>(sql.FIND_BY_KEY, [bucket, learner, key]))[0];
  }

  /**
   * Lets a key lead to an attempt that another request has started. Its moment is later than the start, which is what tells it from the key
   * of the start.
   */
  async keepKey({ id, learner, quizId, startedAt }: Attempt, key: string, nowMs: number): Promise<void> {
    const at = new Date(Math.max(nowMs, Date.parse(startedAt) + 1)).toISOString();
    await this.shards.forId(id).query(sql.KEEP_KEY, [bucketOfId(id), learner, key, quizId, id, at]);
  }

  /** What another process has committed just now must be seen. */
  async findAllowance(learner: string, quizId: string): Promise<Allowance | undefined> {
    const bucket = bucketOf(learner);
    const rows = await this.shards
      .forBucket(bucket)
      .read<Allowance>(sql.FIND_ALLOWANCE, [bucket, learner, quizId], { intent: 'fresh' });
    return rows[0];
  }

  /** A learner's attempts, the newest first, from a place on. */
  async list(
    bucket: number,
    learner: string,
    { direction, key }: Place,
    limit: number,
  ): Promise<readonly ListedAttempt[]> {
    const shard = this.shards.forBucket(bucket);
    const [id] = key as string[];
    const windows =
      direction === 'forward'
        ? windowsBack(id === undefined ? ALL_IDS : before(ALL_IDS, id))
        : windowsOn(id === undefined ? ALL_IDS : after(ALL_IDS, id));
    const { rows } = await readWindows(windows, limit, async ({ from, below }, most) => ({
      rows: (await shard.read<Cells>(sql.LIST[direction], [bucket, learner, from, below, most])).map(
        listedAttempt,
      ),
      incomplete: false,
    }));
    return rows;
  }

  /** Ends an attempt: submitted, or expired when its time was over. @returns undefined when it had ended before */
  async seal(attemptId: string, at: string, onlyOverdue: boolean): Promise<Attempt | undefined> {
    const values = [bucketOfId(attemptId), attemptId, at, onlyOverdue];
    return (await this.shards.forId(attemptId).query<Attempt>(sql.SEAL, values))[0];
  }

  /** @returns undefined when somebody else was first */
  async grade(
    attemptId: string,
    at: string,
    grade: AttemptGrade,
    event: AttemptEvent,
  ): Promise<Attempt | undefined> {
    const values = [bucketOfId(attemptId), attemptId, at, grade.millipoints, grade.maxMillipoints];
    const sent = [event.id, event.subject, JSON.stringify(event.payload), traceOfEvents()];
    const stored = [JSON.stringify(grade.questions), ...sent];
    return (await this.shards.forId(attemptId).query<Attempt>(sql.GRADE, [...values, ...stored]))[0];
  }

  /** @param sealedBefore leaves attempts alone that their own request is grading just now */
  async listUngraded(overdueAt: string, sealedBefore: string, limit: number): Promise<Attempt[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.read<Attempt>(sql.LIST_UNGRADED, [overdueAt, sealedBefore, limit, own]),
    );
    return lists.flat();
  }

  /** @returns how many it forgot, at most `limit` a shard */
  async forgetKeys(createdBefore: string, limit: number): Promise<number> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query(sql.FORGET_KEYS, [createdBefore, limit, own]),
    );
    return lists.flat().length;
  }
}

/** As a statement without cells would give it, without a description of the result and a parser for each column. */
function listedAttempt([
  id,
  quizId,
  version,
  number,
  state,
  started,
  deadline,
  accepts,
  ended,
]: Cells): ListedAttempt {
  return {
    id: id ?? '',
    quizId: quizId ?? '',
    quizVersion: Number(version),
    number: Number(number),
    state: state as AttemptState,
    startedAt: timeText(started ?? ''),
    deadlineAt: timeOrNull(deadline),
    acceptsUntil: timeOrNull(accepts),
    endedAt: timeOrNull(ended),
  };
}

function timeOrNull(text: string | null | undefined): string | null {
  return typeof text === 'string' ? timeText(text) : null;
}

/** As it is stored: all but its number is known before. */
function begun(attempt: NewAttempt, number: number): Attempt {
  const { id, learner, quizId, quizVersion, seed, startedAt, deadlineAt, acceptsUntil } = attempt;
  return {
    ...{ id, learner, quizId, quizVersion, number, state: 'in_progress', seed },
    ...{ startedAt, deadlineAt, acceptsUntil, endedAt: null, gradedAt: null },
    ...{ millipoints: null, maxMillipoints: null, grades: null },
  };
}
