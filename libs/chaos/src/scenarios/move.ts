import { join } from 'node:path';
import { castOf, LEARNERS, namesIn } from '../client/cast.js';
import { Client } from '../client/client.js';
import { publishQuiz } from '../client/learner.js';
import { Load } from '../client/load.js';
import { Statistics } from '../client/statistics.js';
import { checkFences } from '../invariants/fences.js';
import type { Finding } from '../invariants/finding.js';
import { Journal } from '../journal/journal.js';
import { Random } from '../random.js';
import { EventReader } from '../reader/event-reader.js';
import { ShardReader } from '../reader/shard-reader.js';
import type { Fence } from '../stack.js';
import { audit } from './audit.js';
import { nameOfRun, seconds, type Scenario } from './scenario.js';

const WORKERS = 6;
const THINK_MS = 200;
const BUCKETS = { from: 0, to: 1_023 };
const [HOME, AWAY] = ['shard-1', 'shard-2'];

/** Buckets that move while they are written: nothing is lost, and nobody notices it outside a fence of a second. */
export const move: Scenario = {
  summary: `buckets ${BUCKETS.from}-${BUCKETS.to} moved to ${AWAY} and back, under load`,
  round: 'there and back, then an audit',
  rounds: 10,
  shortRounds: 1,
  async run(stack, { rounds, seed }, tell) {
    const random = new Random(seed);
    const run = nameOfRun(seed);
    const journal = await Journal.create(join(stack.directory, `${run}.jsonl`));
    const client = new Client(stack, journal, new Statistics());
    const auditors = {
      run,
      client,
      journal,
      shards: new ShardReader(stack),
      events: new EventReader(stack.natsUrl),
    };
    tell(`journal ${journal.file}`);

    // Half of everybody lives where the move is.
    const some = (letter: string, count: number): string[] => {
      const [moving = [], staying = []] = [true, false].map((moves) =>
        namesIn(`${run}-${letter}`, count / 2, (bucket) => bucket <= BUCKETS.to === moves),
      );
      return moving.flatMap((name, index) => [name, staying[index] ?? '']);
    };
    const cast = { ...castOf(run), customers: some('c', 12), learners: some('l', LEARNERS) };
    const quizId = await publishQuiz(stack, run);
    const load = new Load(client, random.fork('load'), { cast, quizId, workers: WORKERS, thinkMs: THINK_MS });

    const fences: Fence[] = [];
    const findings: Finding[] = [];
    let compared = 0;
    try {
      for (let round = 1; round <= rounds && findings.length === 0; round++) {
        load.start();
        for (const target of [AWAY, HOME]) fences.push(...(await stack.move(BUCKETS, target ?? '', tell)));
        await load.stop();
        const result = await audit(auditors);
        compared = result.compared;
        findings.push(...result.findings);
        tell(`audit after round ${round}: ${result.findings.length} findings`);
      }
    } finally {
      await load.stop();
      await journal.close();
    }

    const { requests, acked, lost, failures, refused, longestGapMs } = client.statistics;
    const lengths = fences.map(({ ms }) => ms);
    const report: [string, string][] = [
      ['moves', String(rounds * 2)],
      ['fences', `${fences.length}, of ${Math.min(...lengths)} to ${Math.max(...lengths)} ms`],
      ['requests', String(requests)],
      ['acknowledged', String(acked)],
      ['unknown: no complete answer', String(lost)],
      ['failed', String(failures.length)],
      ['refused', [...refused].map(([name, n]) => `${name} ${n}`).join(', ') || '-'],
      ['longest time without an acknowledgement', seconds(longestGapMs)],
      ['replays compared', String(compared)],
    ];
    return { report, findings: [...findings, ...checkFences(fences, failures)] };
  },
};
