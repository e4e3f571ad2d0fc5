import { join } from 'node:path';
import { castOf } from '../client/cast.js';
import { Client } from '../client/client.js';
import { publishQuiz } from '../client/learner.js';
import { Load } from '../client/load.js';
import { Statistics } from '../client/statistics.js';
import { planFault, type Fault } from '../faults/fault-plan.js';
import { inflict } from '../faults/inflict.js';
import { Journal } from '../journal/journal.js';
import { Random } from '../random.js';
import { EventReader } from '../reader/event-reader.js';
import { ShardReader } from '../reader/shard-reader.js';
import { audit, type Audit, type Auditors } from './audit.js';
import { nameOfRun, seconds, type Scenario, type Verdict } from './scenario.js';

const WORKERS = 6;
const THINK_MS = 300;
/** The state grows with the rounds: a mistake is easier to find while there are few of them. */
const ROUNDS_PER_AUDIT = 50;

/** Everything may be killed at any instant, and nothing that was acknowledged may be lost, halved or doubled. */
export const kill: Scenario = {
  summary: 'kill -9 of services, Postgres, NATS and Redis at random instants, under load',
  round: 'one or two processes killed and started again, or frozen for a second',
  rounds: 200,
  shortRounds: 6,
  async run(stack, { rounds, seed }, tell) {
    const random = new Random(seed);
    const run = nameOfRun(seed);
    const journal = await Journal.create(join(stack.directory, `${run}.jsonl`));
    const client = new Client(stack, journal, new Statistics());
    const auditors: Auditors = {
      run,
      client,
      journal,
      shards: new ShardReader(stack),
      events: new EventReader(stack.natsUrl),
    };
    const cast = castOf(run);
    const quizId = await publishQuiz(stack, run);
    const load = new Load(client, random.fork('load'), { cast, quizId, workers: WORKERS, thinkMs: THINK_MS });
    tell(`journal ${journal.file}`);

    const faults: Fault[] = [];
    const audits: Audit[] = [];
    const driver = random.fork('faults');
    try {
      while (faults.length < rounds && audits.every(({ findings }) => findings.length === 0)) {
        const until = Math.min(rounds, faults.length + ROUNDS_PER_AUDIT);
        load.start();
        while (faults.length < until) {
          const fault = planFault(driver);
          faults.push(fault);
          await inflict(stack, fault);
          if (faults.length % 10 === 0) tell(progress(faults.length, client.statistics));
        }
        await load.stop();
        audits.push(await audit(auditors));
        tell(`audit after ${faults.length} rounds: ${audits.at(-1)?.findings.length} findings`);
      }
    } finally {
      // Clients that nobody stops would keep this program from ending.
      await load.stop();
      await journal.close();
    }
    return verdict(faults, audits, client.statistics);
  },
};

function progress(rounds: number, { requests, acked, lost, serverErrors }: Statistics): string {
  return `round ${rounds}: ${requests} requests, ${acked} acknowledged, ${lost} lost, ${serverErrors} answered 5xx`;
}

function verdict(faults: readonly Fault[], audits: readonly Audit[], statistics: Statistics): Verdict {
  const last = audits.at(-1);
  const count = (items: readonly unknown[] | undefined): string => String(items?.length ?? 0);
  const settled = audits.reduce((sum, { settlement }) => sum + settlement.settled, 0);
  return {
    report: [
      ['rounds', count(faults)],
      ['requests', String(statistics.requests)],
      ['acknowledged', String(statistics.acked)],
      ['unknown: no complete answer', String(statistics.lost)],
      ['settled by asking again', String(settled)],
      ['orders', count(last?.history.orders)],
      ['cancelled', count(last?.history.cancels)],
      ['attempts', count(last?.history.attempts)],
      ['replays compared', String(last?.compared ?? 0)],
      ['killed', tally(faults, 'kill')],
      ['frozen for a second', tally(faults, 'freeze')],
      ['answered 5xx', String(statistics.serverErrors)],
      ['refused', [...statistics.refused].map(([name, n]) => `${name} ${n}`).join(', ') || '-'],
      ['longest time without an acknowledgement', seconds(statistics.longestGapMs)],
      ['quiet after', audits.map(({ quietMs }) => seconds(quietMs)).join(', ')],
    ],
    findings: audits.flatMap(({ findings }) => findings),
  };
}

function tally(faults: readonly Fault[], kind: Fault['kind']): string {
  const counts = new Map<string, number>();
  for (const victim of faults.filter((fault) => fault.kind === kind).flatMap(({ victims }) => victims)) {
    counts.set(victim, (counts.get(victim) ?? 0) + 1);
  }
  return [...counts].map(([victim, count]) => `${victim} ${count}`).join(', ') || '-';
}
