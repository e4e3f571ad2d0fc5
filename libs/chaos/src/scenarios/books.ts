import type { Client } from '../client/client.js';
import type { Journal } from '../journal/journal.js';
import type { OpenStores, PodStack } from '../pods.js';
import { EventReader } from '../reader/event-reader.js';
import { ShardReader } from '../reader/shard-reader.js';
import { audit, type Audit } from './audit.js';
import { seconds, type Verdict } from './scenario.js';

/** What was acknowledged while pods were deleted, against what the stores have. They are opened now: a way to a pod ends with the pod. */
export async function closeBooks(
  stack: PodStack,
  run: string,
  client: Client,
  journal: Journal,
): Promise<Verdict> {
  const { requests, acked, lost, refused } = client.statistics;
  const report: [string, string][] = [
    ['writes', String(requests)],
    ['acknowledged', String(acked)],
    ['unknown: no complete answer', String(lost)],
    ['refused', [...refused].map(([name, n]) => `${name} ${n}`).join(', ') || '-'],
  ];
  try {
    const stores = await stack.openStores();
    if (stores === undefined) {
      report.push(['audit', 'none: the stores are not part of the release']);
      return { report, findings: [] };
    }
    const books = await auditOf(stores, run, client, journal);
    report.push(
      ['settled by asking again', String(books.settlement.settled)],
      ['orders', String(books.history.orders.length)],
      ['cancelled', String(books.history.cancels.length)],
      ['attempts', String(books.history.attempts.length)],
      ['replays compared', String(books.compared)],
      ['quiet after', seconds(books.quietMs)],
    );
    return { report, findings: books.findings };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    // What nobody could look at may be lost.
    const rule = 'the journal can be held against the stores';
    return { report, findings: [{ rule, subject: run, detail }] };
  }
}

async function auditOf(stores: OpenStores, run: string, client: Client, journal: Journal): Promise<Audit> {
  try {
    const shards = new ShardReader(stores);
    const events = new EventReader(stores.natsUrl);
    return await audit({ run, client, journal, shards, events });
  } finally {
    stores.close();
  }
}
