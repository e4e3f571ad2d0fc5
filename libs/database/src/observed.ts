import { inSpan, requestContext, SpanKind, type Span, type SpanDescription } from '@tenfold/observability';
import type { QueryResult } from 'pg';
import type { ShardEndpoint } from './shard-map.js';
import type { Statement } from './statement.js';

/** Where a statement is sent. */
export interface StatementPlace {
  readonly shard: string;
  readonly server: 'primary' | 'replica';
  readonly endpoint: ShardEndpoint;
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

/** By the name of the statement: what it says stands in the service's `statements.sql`, and its values nowhere. */
function spanOf(name: string, { shard, server, endpoint }: StatementPlace): SpanDescription {
  return {
    name,
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': endpoint.database,
      'db.query.summary': name,
      'server.address': endpoint.host,
      'server.port': endpoint.port,
      'tenfold.shard': shard,
      'tenfold.server': server,
    },
  };
}
