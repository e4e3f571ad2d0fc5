import { Injectable } from '@nestjs/common';
import type { AppError } from '@tenfold/errors';
import type { RateLimitCounters, RateLimits } from '@tenfold/limits';
import type { IncomingMessage } from 'node:http';

/** Says why a request may not be answered now, if it may not. Asked once for each request, so that it may count. */
export type Admit = (request: IncomingMessage) => AppError | undefined;

const NOTHING: RateLimitCounters = {
  admitted: 0,
  refused: 0,
  refusedBy: { anonymous: 0, principal: 0 },
  insured: 0,
  callers: 0,
};

/**
 * The one place where requests are let in, on the lane and on the slow road. A request without a token is counted here and now; one with
 * a token once it is known whose it is, which only the slow road finds out.
 */
@Injectable()
export class Admission {
  /** Those that were let in by the limits and refused after them. */
  shed = 0;
  private furtherJudge: Admit = () => undefined;
  private readonly refused = new WeakMap<IncomingMessage, AppError>();

  /** @param limits none for a server where nobody is limited */
  constructor(readonly limits?: RateLimits) {}

  /** Sets who is asked, after the limits, about those that they let in. */
  judgeBy(judge: Admit): void {
    this.furtherJudge = judge;
  }

  get counters(): RateLimitCounters {
    return this.limits?.counters ?? NOTHING;
  }

  /** For the lane, which leaves saying it to the slow road. */
  refuses(request: IncomingMessage): boolean {
    const error = this.judge(request);
    if (error === undefined) return false;
    this.refused.set(request, error);
    return true;
  }

  /** For the slow road: the judgement on a request that was refused already stands. */
  check(request: IncomingMessage): AppError | undefined {
    return this.refused.get(request) ?? this.judge(request);
  }

  private judge(request: IncomingMessage): AppError | undefined {
    const limited =
      request.headers.authorization === undefined ? this.limits?.chargeAddress(request) : undefined;
    if (limited !== undefined) return limited;
    const refusal = this.furtherJudge(request);
    if (refusal !== undefined) this.shed += 1;
    return refusal;
  }
}
