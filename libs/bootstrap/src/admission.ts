import { Injectable } from '@nestjs/common';
import type { AppError } from '@tenfold/errors';
import type { IncomingMessage } from 'node:http';

/** Says why a request may not be answered now, if it may not. Asked once for each request, so that it may count. */
export type Admit = (request: IncomingMessage) => AppError | undefined;

/** The one place where requests are let in, on the lane and on the slow road. Nobody is kept out until a judge is set. */
@Injectable()
export class Admission {
  private judge: Admit = () => undefined;
  private readonly refused = new WeakMap<IncomingMessage, AppError>();

  judgeBy(judge: Admit): void {
    this.judge = judge;
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
}
