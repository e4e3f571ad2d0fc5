import type { Acked, JournalRecord, Operation, OrderOperation, Refused } from './records.js';

/** One thing that a client wanted, however often it asked. */
export interface Deed<O extends Operation = Operation> {
  readonly operation: O;
  /** Every 2xx, the first one first. */
  readonly acks: readonly Acked[];
  readonly refusals: readonly Refused[];
  /** Requests that were never answered to the end. */
  readonly lost: number;
}

export interface History {
  readonly orders: readonly Deed<OrderOperation>[];
  readonly cancels: readonly Deed<Extract<Operation, { kind: 'cancel' }>>[];
  readonly attempts: readonly Deed<Extract<Operation, { kind: 'attempt' }>>[];
  readonly answers: readonly Deed<Extract<Operation, { kind: 'answer' }>>[];
  readonly submits: readonly Deed<Extract<Operation, { kind: 'submit' }>>[];
  readonly requests: number;
}

interface Draft {
  readonly operation: Operation;
  readonly acks: Acked[];
  readonly refusals: Refused[];
  lost: number;
}

/** Gathers a journal by what was wanted. */
export function historyOf(records: readonly JournalRecord[]): History {
  const drafts = new Map<string, Draft>();
  const open = new Map<number, Draft>();
  for (const record of records) {
    if (record.type === 'intent') {
      const name = nameOf(record.operation);
      const draft = drafts.get(name) ?? { operation: record.operation, acks: [], refusals: [], lost: 0 };
      drafts.set(name, draft);
      draft.lost += 1;
      open.set(record.n, draft);
      continue;
    }
    const draft = open.get(record.n);
    if (draft === undefined) throw new Error(`request ${record.n} was answered and never sent`);
    open.delete(record.n);
    draft.lost -= 1;
    if (record.type === 'acked') draft.acks.push(record);
    else draft.refusals.push(record);
  }
  const deeds = [...drafts.values()];
  const of = <K extends Operation['kind']>(kind: K): Deed<Extract<Operation, { kind: K }>>[] =>
    deeds.filter((deed) => deed.operation.kind === kind) as unknown as Deed<
      Extract<Operation, { kind: K }>
    >[];
  return {
    orders: of('order'),
    cancels: of('cancel'),
    attempts: of('attempt'),
    answers: of('answer'),
    submits: of('submit'),
    requests: records.filter(({ type }) => type === 'intent').length,
  };
}

/** Two requests are the same deed when the second one is a repetition of the first. */
function nameOf(operation: Operation): string {
  switch (operation.kind) {
    case 'order':
    case 'attempt':
      return `${operation.kind} ${operation.key}`;
    case 'cancel':
      return `cancel ${operation.orderId}`;
    case 'answer':
      return `answer ${operation.attemptId} ${operation.questionId} ${operation.sequence}`;
    case 'submit':
      return `submit ${operation.attemptId}`;
  }
}
