import type { Client } from '../client/client.js';
import { settle, type Settlement } from '../client/settle.js';
import { checkAttempts } from '../invariants/attempts.js';
import type { Finding } from '../invariants/finding.js';
import { checkOrders } from '../invariants/orders.js';
import { checkReplays } from '../invariants/replays.js';
import { checkSums } from '../invariants/sums.js';
import { historyOf, type History } from '../journal/history.js';
import { readJournal, type Journal } from '../journal/journal.js';
import type { EventReader } from '../reader/event-reader.js';
import { quiet } from '../reader/quiet.js';
import type { ShardReader } from '../reader/shard-reader.js';

export interface Audit {
  readonly history: History;
  readonly settlement: Settlement;
  readonly quietMs: number;
  readonly compared: number;
  readonly findings: readonly Finding[];
}

export interface Auditors {
  readonly run: string;
  readonly client: Client;
  readonly journal: Journal;
  readonly shards: ShardReader;
  readonly events: EventReader;
}

/** Nobody is being hurt now: settles what is unknown, waits until nothing moves, and holds the shards against the journal. */
export async function audit({ run, client, journal, shards, events }: Auditors): Promise<Audit> {
  const settlement = await settle(client, historyOf(readJournal(journal.file)));
  client.statistics.pause();
  const quietMs = await quiet(shards, events, run);
  const history = historyOf(readJournal(journal.file));
  // Where nobody has submitted anything there is no stream either.
  const gradings = history.submits.length === 0 ? new Map() : await events.gradings(run);
  const state = await shards.state(run, gradings);
  const replays = checkReplays(history);
  const unsettled = settlement.unsettled.map((subject) => ({
    rule: 'a repeat settles what is unknown',
    subject,
    detail: 'no answer after a minute',
  }));
  const findings = [
    ...unsettled,
    ...replays.findings,
    ...checkOrders(history, state),
    ...checkSums(history, state),
    ...checkAttempts(history, state),
  ];
  return { history, settlement, quietMs, compared: replays.compared, findings };
}
