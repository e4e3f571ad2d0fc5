import type { TraceContext } from '@tenfold/observability';
import { createHash } from 'node:crypto';

export interface OutboxRow {
  readonly bucket: number;
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly publications: number;
  readonly traceContext: TraceContext | null;
  /** Whether it belongs to an aggregate, whose events go one after the other. */
  readonly ordered: boolean;
}

/**
 * How several events of one subject are one event of another. Which of them go together differs from one publication to the next, so
 * consumers tell what they have had by what is in the payloads, never by the id of the message.
 */
export interface EventsTogether {
  readonly subject: string;
  /** @param payloads JSON text of each */
  payloadOf(payloads: readonly string[]): string;
}

/** What is published as one message. */
export interface Parcel {
  readonly rows: readonly OutboxRow[];
  readonly subject: string;
  readonly payload: string;
  readonly id: string;
  readonly attempt: number;
  readonly traceContext: TraceContext | null;
}

/** One that is alone goes as it is, and so do those that have a trace to go on in, or an order to keep. */
export function parcelsOf(
  rows: readonly OutboxRow[],
  together: ReadonlyMap<string, EventsTogether>,
): Parcel[] {
  const parcels: Parcel[] = [];
  for (const [subject, group] of Map.groupBy(rows, (row) => row.subject)) {
    const way = together.get(subject);
    const free = way === undefined ? [] : group.filter((row) => !row.ordered && row.traceContext === null);
    if (way === undefined || free.length < 2) parcels.push(...group.map(alone));
    else {
      parcels.push(...group.filter((row) => !free.includes(row)).map(alone));
      parcels.push(inOne(free, way));
    }
  }
  return parcels;
}

function alone(row: OutboxRow): Parcel {
  const { subject, payload, id, publications: attempt, traceContext } = row;
  return { rows: [row], subject, payload, id, attempt, traceContext };
}

/** The id is that of these very rows: under another's, the server would take it for a repetition and drop what is new in it. */
function inOne(rows: readonly OutboxRow[], { subject, payloadOf }: EventsTogether): Parcel {
  const names = rows.map(({ id, publications }) => `${id}.${publications}`).sort();
  const id = createHash('sha256').update(names.join()).digest('base64url');
  const payload = payloadOf(rows.map((row) => row.payload));
  return { rows, subject, payload, id, attempt: 0, traceContext: null };
}
