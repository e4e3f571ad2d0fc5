import { Controller, type Type } from '@nestjs/common';
import {
  attemptsStarted,
  attemptStarted,
  attemptSubmitted,
  quizPublished,
  type AttemptsStarted,
} from '@tenfold/contracts';
import { HandlesEvent, type EventMeta } from '@tenfold/messaging';
import { unique } from '@tenfold/testing';

export interface HeardEvent {
  readonly id: string;
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Another service, that takes the events of this one from JetStream and keeps what it hears. */
export function eventListener(): { controller: Type<unknown>; heard: readonly HeardEvent[] } {
  const heard: HeardEvent[] = [];

  @Controller()
  class Listener {
    @HandlesEvent(attemptSubmitted, { durable: unique('submitted'), concurrency: 1 })
    submitted(payload: Record<string, unknown>, { id }: EventMeta): void {
      heard.push({ id, subject: attemptSubmitted.subject, payload });
    }

    @HandlesEvent(attemptStarted, { durable: unique('started'), concurrency: 1 })
    started(payload: Record<string, unknown>, { id }: EventMeta): void {
      heard.push({ id, subject: attemptStarted.subject, payload });
    }

    /** Those that went together, as if each had come by itself. */
    @HandlesEvent(attemptsStarted, { durable: unique('started-together'), concurrency: 1 })
    startedTogether({ attempts }: AttemptsStarted, { id }: EventMeta): void {
      for (const payload of attempts) heard.push({ id, subject: attemptStarted.subject, payload });
    }

    @HandlesEvent(quizPublished, { durable: unique('published'), concurrency: 1 })
    published(payload: Record<string, unknown>, { id }: EventMeta): void {
      heard.push({ id, subject: quizPublished.subject, payload });
    }
  }

  return { controller: Listener, heard };
}
