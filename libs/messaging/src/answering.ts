import type { MessageHandler } from '@nestjs/microservices';
import type { Msg } from '@nats-io/transport-node';
import type { RequestContract } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import {
  enterSpan,
  failSpan,
  requestContext,
  tracing,
  type Logger,
  type RequestContext,
} from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import { callHandler } from './call-handler.js';
import { IncomingHeaders } from './message-headers.js';
import { answerSpan } from './message-spans.js';
import type { Messaging } from './messaging.js';
import { errorReply, replyHeaders } from './request-wire.js';
import { decode, encode, HEADER, traceOf } from './wire.js';

/** Says that a request is one too many. */
export const BUSY = new AppError('overloaded', {
  detail: 'the service is at work on as many requests as it takes at once',
  headers: { 'retry-after': '1' },
});
const BUSY_REPLY = errorReply(BUSY);

/** Answers the requests of one contract by one handler. */
export class Answering {
  constructor(
    private readonly messaging: Messaging,
    private readonly log: Logger,
    private readonly contract: RequestContract,
    private readonly handler: MessageHandler,
  ) {}

  /** Takes a message off the wire. One too many is refused, one that is too late dropped, both unread. */
  take(message: Msg): void {
    if (!this.messaging.answering.enter()) {
      message.respond(BUSY_REPLY.body, { headers: BUSY_REPLY.headers });
      this.observe(0, BUSY.code);
      return;
    }
    const headers = new IncomingHeaders(message);
    const deadline = Number(headers.get(HEADER.deadline) ?? Infinity);
    if (Date.now() > deadline) {
      // Whoever asked has given up: work done now only delays the others.
      this.messaging.answering.leave();
      this.observe(0, 'deadline_exceeded');
      return;
    }
    const context: RequestContext = { requestId: headers.get(HEADER.requestId) ?? randomUUID() };
    const answer = (): Promise<void> => this.answer(message, headers, context);
    requestContext
      .run(context, () =>
        tracing.on ? enterSpan(() => answerSpan(this.contract.subject), traceOf(headers), answer) : answer(),
      )
      .catch((error: unknown) =>
        this.log.error({ err: error, subject: this.contract.subject }, 'not answered'),
      );
  }

  private async answer(message: Msg, headers: IncomingHeaders, context: RequestContext): Promise<void> {
    const began = performance.now();
    let failure = '';
    try {
      const consistency =
        this.contract.coveredByAsker === true ? undefined : this.messaging.consistencyOf(headers);
      if (consistency !== undefined) context.consistency = consistency;
      const payload = decode(this.contract.request, message.data);
      const reply = await callHandler(this.handler, payload);
      const token = await consistency?.issue();
      message.respond(encode(reply), token === undefined ? undefined : { headers: replyHeaders(token) });
    } catch (cause) {
      const error = toAppError(cause);
      failure = error.code;
      failSpan(error);
      this.log[error.logLevel]({ err: error, subject: this.contract.subject }, 'request failed');
      const reply = errorReply(error);
      message.respond(reply.body, { headers: reply.headers });
    } finally {
      this.messaging.answering.leave();
      this.observe(performance.now() - began, failure);
    }
  }

  private observe(elapsedMs: number, error: string): void {
    this.messaging.observer?.handled(this.contract.subject, this.messaging.name, elapsedMs, error);
  }
}
