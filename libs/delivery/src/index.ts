export { together, type Comparison, type Difference } from './difference.js';
export { bodyHashOf } from './idempotency/body-hash.js';
export { idempotencyTable } from './idempotency/idempotency.ddl.js';
export { keyInUse, keyReused } from './idempotency/idempotency.errors.js';
export {
  beginKey,
  findKey,
  settleKey,
  sweepKeys,
  type BeginColumns,
  type KeyColumns,
  type SettleColumns,
} from './idempotency/idempotency.sql.js';
export { judgeKey, type KeptAnswer, type KeptKey } from './idempotency/judge-key.js';
export { inboxTable } from './inbox/inbox.ddl.js';
export { receive, type Receipt } from './inbox/inbox.sql.js';
export { Inbox, type Received } from './inbox/inbox.js';
export {
  outboxIndexes,
  outboxInRow,
  outboxTable,
  outboxTraceContext,
  outboxUntilConfirmed,
} from './outbox/outbox.ddl.js';
export { LOOK_AT_REST_MS, OutboxRelay } from './outbox/outbox-relay.js';
export type { EventsTogether } from './outbox/parcels.js';
export { insertEvents, type EventColumns } from './outbox/outbox.sql.js';
export { onEvents, wakeRelays } from './outbox/waking.js';
export type { RelayCounters } from './outbox/relay-counters.js';
export { Outbox, type Backlog, type DueRows } from './outbox/outbox.js';
export { noteReplay } from './idempotency/note-replay.js';
export { traceOfEvents, traceOfHeldEvents } from './outbox/trace-of-events.js';
export type { Publisher } from './outbox/publisher.js';
export { Bookmarks } from './rebuild/bookmarks.js';
export { rebuildTable } from './rebuild/rebuild.ddl.js';
export {
  rebuild,
  rebuildJobs,
  type RebuildJob,
  type RebuildProgress,
  type RebuildReport,
  type RebuildStep,
  type RebuildTarget,
} from './rebuild/rebuild.js';
