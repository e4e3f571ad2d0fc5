import { inSpan, requestContext, SpanKind, type Span, type SpanDescription } from '@tenfold/observability';
import type { QueryResult } from 'pg';
import type { Statement } from './statement.js';

/** Where a statement is sent. */
export interface StatementPlace {
  readonly shard: string;
  readonly server: 'primary' | 'replica';
}

/** Sends a statement under a span of its own, and notes for the request in hand what it took. */
export async function observed<Row extends object>(
  statement: Statement,
  place: StatementPlace,
  send: () => Promise<QueryResult<Row>>,
): Promise<QueryResult<Row>> {
  const began = performance.now();
  let rows = 0;
  try {
    const result = await inSpan(
      () => spanOf(statement.name, place),
      (span) => (span === undefined ? send() : counted(span, send())),
    );
    rows = result.rowCount ?? 0;
    return result;
  } finally {
    requestContext.get()?.event?.statement(place, rows, performance.now() - began);
  }
}

async function counted<Row extends object>(
  span: Span,
  sent: Promise<QueryResult<Row>>,
): Promise<QueryResult<Row>> {
  const result = await sent;
  span.setAttribute('db.response.returned_rows', result.rows.length);
  return result;
}

/** Several statements, all or nothing. */
export function observedTransaction<T>(place: StatementPlace, work: () => Promise<T>): Promise<T> {
  return inSpan(() => spanOf('transaction', place), work);
}

/**
 * By the name of the statement: what it says stands in the service's `statements.sql`, and its values nowhere. Each attribute costs a
 * span about a tenth of itself, and where a server is stands in the shard map.
 */
function spanOf(name: string, { shard, server }: StatementPlace): SpanDescription {
  return {
    name,
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.summary': name,
      'tenfold.shard': shard,
      'tenfold.server': server,
    },
  };
}
