import { inSpan, SpanKind, type Span, type SpanDescription } from '@tenfold/observability';
import type { Ask } from './ask.js';
import type { Statement } from './statement.js';

export type ServerKind = 'primary' | 'replica';

/** Where a statement is sent. */
export interface StatementPlace {
  readonly shard: string;
  readonly server: ServerKind;
}

/** One statement has several such spans: whoever counts statements by spans leaves them out. */
const SHARED = { 'tenfold.shared': true };

export function inStatementSpan<Row extends object>(
  name: string,
  place: StatementPlace,
  send: () => Promise<Ask<Row>>,
): Promise<Ask<Row>> {
  return inSpan(
    () => spanOf(name, place),
    (span) => (span === undefined ? send() : counted(span, send())),
  );
}

/** The span of a statement that another request has sent for this one too. Whoever waits for it is told of its failure. */
export function spanOfShared({ name }: Statement, place: StatementPlace, sent: Promise<unknown>): void {
  inSpan(
    () => spanOf(name, place, SHARED),
    () => sent,
  ).catch(() => undefined);
}

async function counted<Row extends object>(span: Span, sent: Promise<Ask<Row>>): Promise<Ask<Row>> {
  const answered = await sent;
  span.setAttribute('db.response.returned_rows', answered.found.length);
  return answered;
}

/** Several statements, all or nothing. */
export function inTransactionSpan<T>(place: StatementPlace, work: () => Promise<T>): Promise<T> {
  return inSpan(() => spanOf('transaction', place), work);
}

/**
 * By the name of the statement: what it says stands in the service's `statements.sql`, and its values nowhere. Each attribute costs a
 * span about a tenth of itself, and where a server is stands in the shard map.
 */
function spanOf(
  name: string,
  { shard, server }: StatementPlace,
  more: SpanDescription['attributes'] = {},
): SpanDescription {
  return {
    name,
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.summary': name,
      'tenfold.shard': shard,
      'tenfold.server': server,
      ...more,
    },
  };
}
