import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bucketOf } from '@tenfold/ids';
import { Client, type Seen } from '../client/client.js';
import { publishQuiz } from '../client/learner.js';
import { Pace } from '../client/pace.js';
import { Rota, STEADY_KINDS } from '../client/rota.js';
import { Statistics } from '../client/statistics.js';
import {
  checkPods,
  isAck,
  isWhole,
  linesOf,
  type Answered,
  type PodLine,
  type PodRules,
  type Turn,
} from '../invariants/pods.js';
import { Journal } from '../journal/journal.js';
import type { Pod, PodStack } from '../pods.js';
import { Random } from '../random.js';
import { closeBooks } from './books.js';
import { nameOfRun, seconds, type Verdict } from './scenario.js';

const AT_ONCE = 256;
/** Of each kind for each shard, before the next pod is deleted. */
const ACKS = 3;
const POLL_MS = 250;
/** A server that was killed may have a log to replay. */
const WHOLE_MS = 300_000;
/** Beyond the gap that is allowed: so long until everybody has been answered some times. */
const ANSWERED_MS = 60_000;

export interface PodOptions extends PodRules {
  readonly seed: number;
  readonly perSecond: number;
  /** Which pods are deleted. */
  wants(pod: Pod): boolean;
}

export interface PodVerdict extends Verdict {
  readonly lines: readonly PodLine[];
}

/** Every pod of a release is deleted, one at a time, under load: what has others beside it is not missed, and nothing is lost. */
export async function deletePods(
  stack: PodStack,
  options: PodOptions,
  tell: (line: string) => void,
): Promise<PodVerdict> {
  const run = nameOfRun(options.seed);
  const journal = await Journal.create(join(stack.directory, `${run}.jsonl`));
  tell(`journal ${journal.file}`);
  try {
    return await new PodRun(stack, options, tell, run, journal).run();
  } finally {
    await journal.close();
  }
}

class PodRun {
  private readonly answers: Answered[] = [];
  private readonly turns: Turn[] = [];
  private readonly client: Client;

  constructor(
    private readonly stack: PodStack,
    private readonly options: PodOptions,
    private readonly tell: (line: string) => void,
    private readonly name: string,
    private readonly journal: Journal,
  ) {
    const watch = ({ subject, ...seen }: Seen): void => {
      this.answers.push({ ...seen, shard: stack.shardOf(bucketOf(subject)) });
    };
    this.client = new Client(stack, journal, new Statistics(), watch);
  }

  async run(): Promise<PodVerdict> {
    const pace = await this.paceOf();
    pace.start();
    try {
      await this.warmUp(pace);
      await this.deleteAll(pace);
    } finally {
      // Clients that nobody stops would keep this program from ending.
      await pace.stop();
    }
    this.prolongLast(performance.now());
    const lines = this.lines();
    const { report, findings } = await closeBooks(this.stack, this.name, this.client, this.journal);
    return { lines, report, findings: [...checkPods(lines, this.options), ...findings] };
  }

  private async paceOf(): Promise<Pace> {
    const quizId = await publishQuiz(this.stack, this.name);
    const { shards } = this.stack;
    const shardOf = (bucket: number): string => this.stack.shardOf(bucket);
    const random = new Random(this.options.seed);
    const rota = new Rota(this.client, random, { run: this.name, quizId, shards, shardOf });
    await rota.prepare();
    const skip = (n: number, due: number): void => {
      const { kind, shard } = rota.turn(n);
      this.answers.push({ kind, shard, from: due, to: due, status: undefined });
    };
    return new Pace(this.options.perSecond, AT_ONCE, (n) => rota.turn(n).begin(), skip);
  }

  /** What is not answered now would be blamed on the first pod. */
  private async warmUp(pace: Pace): Promise<void> {
    if (!(await this.isAnsweredAgain(pace, performance.now()))) {
      const { requests, refused } = this.client.statistics;
      const answers = [...refused].map(([answer, count]) => `${answer} ${count}`).join(', ');
      throw new Error(`not everybody is answered before anything is deleted: ${requests} writes, ${answers}`);
    }
    const from = performance.now();
    const answered = await this.isAnsweredAgain(pace, from);
    this.endTurn({ pod: undefined, from, wholeMs: undefined, answered });
  }

  private async deleteAll(pace: Pace): Promise<void> {
    const pods = (await this.stack.pods()).filter((pod) => this.options.wants(pod));
    for (const pod of pods) {
      const now = await this.stack.pods();
      // An autoscaler may have taken it away meanwhile.
      if (!now.some(({ uid }) => uid === pod.uid)) continue;
      if (!(await this.turnOf(pod, pace))) return;
    }
  }

  /** @returns whether all is as it was before: on top of something broken the next pod would prove nothing */
  private async turnOf(pod: Pod, pace: Pace): Promise<boolean> {
    const from = performance.now();
    this.prolongLast(from);
    await this.stack.delete(pod);
    const wholeMs = await this.wholeAfter(pod, from);
    const answered = await this.isAnsweredAgain(pace, performance.now());
    this.endTurn({ pod, from, wholeMs, answered });
    return wholeMs !== undefined && answered;
  }

  /** No answer belongs to nobody. */
  private prolongLast(to: number): void {
    const last = this.turns.pop();
    if (last !== undefined) this.turns.push({ ...last, to });
  }

  private endTurn(turn: Omit<Turn, 'to'>): void {
    this.turns.push({ ...turn, to: performance.now() });
    const line = this.lines().at(-1);
    if (line === undefined) return;
    const failed = [...line.failed.values()].reduce((sum, count) => sum + count, 0);
    const whole = turn.wholeMs === undefined ? '' : `, whole after ${seconds(turn.wholeMs)}`;
    const gap = seconds(line.gap.ms);
    this.tell(
      `${turn.pod?.name ?? 'nothing deleted'}: ${line.requests} requests, ${failed} failed, gap ${gap}${whole}`,
    );
  }

  /** Waits for the old pod's end too, which may come later: its last requests are part of the deletion. */
  private async wholeAfter(old: Pod, from: number): Promise<number | undefined> {
    let whole: number | undefined;
    while (performance.now() - from < WHOLE_MS) {
      const pods = await this.stack.pods();
      if (isWhole(pods, old)) whole ??= performance.now() - from;
      if (whole !== undefined && pods.every(({ uid }) => uid !== old.uid)) return whole;
      await delay(POLL_MS);
    }
    return whole;
  }

  /** Each kind of request some times for each shard, and nothing that was asked before is open. */
  private async isAnsweredAgain(pace: Pace, since: number): Promise<boolean> {
    const deadline = since + this.options.maxGapMs + ANSWERED_MS;
    while (performance.now() < deadline) {
      await delay(POLL_MS);
      if (!pace.isBusySince(since) && this.hasAcks(since)) return true;
    }
    return false;
  }

  private hasAcks(since: number): boolean {
    const acks = this.answers.filter(({ from, status }) => from >= since && isAck(status));
    return this.stack.shards.every((shard) =>
      STEADY_KINDS.every(
        (kind) => acks.filter((ack) => ack.kind === kind && ack.shard === shard).length >= ACKS,
      ),
    );
  }

  private lines(): PodLine[] {
    return linesOf(this.turns, this.answers, STEADY_KINDS);
  }
}
