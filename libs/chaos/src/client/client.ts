import { createHash } from 'node:crypto';
import type { Journal } from '../journal/journal.js';
import type { Acked, Caller, Operation } from '../journal/records.js';
import type { Entrance } from '../stack.js';
import { codeOf, isSuccess, send, type HttpAnswer, type HttpRequest } from './http.js';
import type { Statistics } from './statistics.js';

export type Outcome =
  | { readonly kind: 'acked'; readonly ack: Acked; readonly text: string }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'lost' };

/** One request as its client saw it, whatever came of it. */
export interface Seen {
  readonly kind: string;
  readonly subject: string;
  readonly from: number;
  readonly to: number;
  /** Undefined when no complete answer came. */
  readonly status: number | undefined;
}

/** Sends operations and writes down what it was told, the intent before and the answer after. */
export class Client {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly entrance: Entrance,
    private readonly journal: Journal,
    readonly statistics: Statistics,
    /** Told of every request, reads as well. */
    private readonly watch: (seen: Seen) => void = () => undefined,
  ) {}

  /** @param baseUrl another door than the gateway */
  async perform(operation: Operation, baseUrl = this.entrance.gatewayUrl): Promise<Outcome> {
    const request = requestOf(operation, baseUrl, await this.tokenOf(operation.caller));
    const n = this.journal.number();
    await this.journal.append({ type: 'intent', n, operation });
    this.statistics.requests += 1;
    const from = performance.now();
    const answer = await this.send(operation.kind, operation.caller, request);
    if (answer === undefined) {
      this.statistics.lose(from);
      return { kind: 'lost' };
    }
    if (!isSuccess(answer)) {
      const { status } = answer;
      const code = codeOf(answer);
      await this.journal.append({ type: 'refused', n, status, code });
      this.statistics.refuse(status, code, from);
      return { kind: 'refused', status, code };
    }
    const ack = ackOf(n, answer);
    await this.journal.append(ack);
    this.statistics.ack();
    return { kind: 'acked', ack, text: answer.text };
  }

  /** A read, which promises nothing and is not written down. */
  async read(path: string, caller: Caller, kind = 'read'): Promise<HttpAnswer | undefined> {
    const url = `${this.entrance.gatewayUrl}${path}`;
    return this.send(kind, caller, { method: 'GET', url, token: await this.tokenOf(caller) });
  }

  private async send(
    kind: string,
    { subject }: Caller,
    request: HttpRequest,
  ): Promise<HttpAnswer | undefined> {
    const from = performance.now();
    const answer = await send(request);
    this.watch({ kind, subject, from, to: performance.now(), status: answer?.status });
    return answer;
  }

  private tokenOf({ subject, role }: Caller): Promise<string> {
    const name = `${role} ${subject}`;
    const token = this.tokens.get(name) ?? this.entrance.token(subject, role);
    this.tokens.set(name, token);
    return token;
  }
}

function requestOf(operation: Operation, baseUrl: string, token: string): HttpRequest {
  const at = (path: string): string => `${baseUrl}${path}`;
  switch (operation.kind) {
    case 'order':
      return {
        method: 'POST',
        url: at('/v1/orders'),
        token,
        headers: { 'idempotency-key': operation.key },
        body: operation.body,
      };
    case 'cancel':
      return {
        method: 'POST',
        url: at(`/v1/orders/${operation.orderId}/cancel`),
        token,
        body: { reason: 'changed my mind' },
      };
    case 'attempt':
      return {
        method: 'POST',
        url: at('/v1/attempts'),
        token,
        headers: { 'idempotency-key': operation.key },
        body: { quizId: operation.quizId },
      };
    case 'answer':
      return {
        method: 'PUT',
        url: at(`/v1/attempts/${operation.attemptId}/answers/${operation.questionId}`),
        token,
        body: { sequence: operation.sequence, response: { type: 'true_false', value: operation.value } },
      };
    case 'submit':
      return { method: 'POST', url: at(`/v1/attempts/${operation.attemptId}/submit`), token };
  }
}

function ackOf(n: number, { status, text }: HttpAnswer): Acked {
  const body = JSON.parse(text) as {
    id?: string;
    attemptId?: string;
    questionId?: string;
    marks?: { millipoints?: number };
  };
  const { millipoints } = body.marks ?? {};
  return {
    type: 'acked',
    n,
    status,
    hash: createHash('sha256').update(text).digest('base64url'),
    id: body.id ?? body.attemptId ?? body.questionId ?? '',
    ...(millipoints === undefined ? {} : { millipoints }),
  };
}
