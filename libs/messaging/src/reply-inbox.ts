import {
  createInbox,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import type { AppError } from '@tenfold/errors';
import { unavailable } from './unavailable.js';

interface Waiting {
  readonly subject: string;
  /** On the clock of `performance.now()`. */
  readonly until: number;
  readonly resolve: (reply: Msg) => void;
  readonly reject: (error: AppError) => void;
}

export interface Question {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
  readonly timeoutMs: number;
}

/**
 * One subscription that takes the replies to all requests of a connection, told apart by the last part of their subject. The client's
 * own `request` has the same, and makes two errors with their stacks, a timer and three promises for each: 50 µs where this takes 5.
 */
export class ReplyInbox {
  private readonly prefix = `${createInbox()}.`;
  private readonly waiting = new Map<string, Waiting>();
  private asked = 0;
  private subscription: Subscription | undefined;
  /** One for all: it wakes for the earliest end, and most requests have been answered by then. */
  private timer: NodeJS.Timeout | undefined;
  private wakesAt = Infinity;

  constructor(private readonly connection: NatsConnection) {}

  /** Rejects with `dependency_unavailable` when nobody listens, no reply comes in time, or the message cannot be sent. */
  ask({ subject, body, headers, timeoutMs }: Question): Promise<Msg> {
    const token = (this.asked++).toString(36);
    return new Promise((resolve, reject) => {
      try {
        this.subscription ??= this.connection.subscribe(`${this.prefix}*`, { callback: this.take });
        this.connection.publish(subject, body, { reply: this.prefix + token, headers });
      } catch (error) {
        reject(unavailable(subject, error));
        return;
      }
      const until = performance.now() + timeoutMs;
      this.waiting.set(token, { subject, until, resolve, reject });
      if (until < this.wakesAt) this.wakeAt(until);
    });
  }

  /** @param subject that this process may not ask; without one, none will be answered any more */
  fail(error: Error, subject?: string): void {
    for (const [token, one] of this.waiting) {
      if (subject !== undefined && one.subject !== subject) continue;
      this.waiting.delete(token);
      one.reject(unavailable(one.subject, error));
    }
  }

  private readonly take = (error: Error | null, reply: Msg): void => {
    if (error !== null) {
      // The server refuses the subscription: the next request tries again.
      this.subscription = undefined;
      this.fail(error);
      return;
    }
    const token = reply.subject.slice(this.prefix.length);
    const one = this.waiting.get(token);
    // Too late: whoever asked has given up.
    if (one === undefined) return;
    this.waiting.delete(token);
    // The server's word for a subject that nobody listens to.
    if (reply.data.length === 0 && reply.headers?.code === 503)
      one.reject(unavailable(one.subject, new Error('no responders')));
    else one.resolve(reply);
  };

  private wakeAt(until: number): void {
    clearTimeout(this.timer);
    this.wakesAt = until;
    this.timer = setTimeout(this.sweep, until - performance.now()).unref();
  }

  private readonly sweep = (): void => {
    this.wakesAt = Infinity;
    let next = Infinity;
    const now = performance.now();
    for (const [token, { subject, until, reject }] of this.waiting) {
      if (until > now) {
        next = Math.min(next, until);
        continue;
      }
      this.waiting.delete(token);
      reject(unavailable(subject, new Error('timeout')));
    }
    if (next < Infinity) this.wakeAt(next);
  };
}
