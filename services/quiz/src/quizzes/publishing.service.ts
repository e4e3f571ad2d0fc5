import { Injectable } from '@nestjs/common';
import { quizPublished } from '@tenfold/contracts';
import { requireIfMatch } from '@tenfold/http';
import type { Principal } from '@tenfold/identity';
import { bucketOfId, newId } from '@tenfold/ids';
import { Metrics } from '@tenfold/observability';
import { Clock } from '../clock.js';
import { etagOf } from './author-view.js';
import { AuthoringRepository, type Publication, type QuizWithDraft } from './authoring.repository.js';
import { AuthoringService, refuseArchived } from './authoring.service.js';
import { compileDraft } from './compile-draft.js';
import type { PublicQuestion } from './dto/public-question.dto.js';
import type { Quiz, QuizCard } from './dto/public-quiz.dto.js';
import { newPartId } from './part-id.js';
import { overtaken } from './quizzes.errors.js';
import { VersionsService } from './versions.service.js';
import { shownSettings } from './visibility.js';

const TRIES = 3;

/** Turns a draft into the next immutable version. */
@Injectable()
export class PublishingService {
  private published = 0;

  constructor(
    private readonly authoring: AuthoringService,
    private readonly repository: AuthoringRepository,
    private readonly versions: VersionsService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.counter('tenfold_quizzes_published_total', () => this.published);
  }

  /** Publishing what is published already changes nothing. A writer that comes between is seen by its revision, and we look again. */
  async publish(principal: Principal, quizId: string, ifMatch: string | undefined): Promise<QuizWithDraft> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const quiz = await this.authoring.get(principal, quizId);
      if (ifMatch !== undefined && attempt === 1) requireIfMatch(ifMatch, etagOf(quiz));
      refuseArchived(quiz);
      if (quiz.draftDigest === quiz.publishedDigest) return quiz;
      const before = await this.questionsBefore(quiz);
      const write = () => this.repository.publish(quiz, this.publication(quiz, before));
      if (await this.versions.changing(quiz, write)) {
        this.published += 1;
        return this.authoring.get(principal, quizId);
      }
      if (ifMatch !== undefined) break;
    }
    throw overtaken(ifMatch === undefined ? 'conflict' : 'precondition_failed');
  }

  private async questionsBefore(quiz: QuizWithDraft): Promise<readonly PublicQuestion[]> {
    if (quiz.publishedVersion === null) return [];
    return (await this.versions.pinned(quiz.id, quiz.publishedVersion)).questions;
  }

  private publication(quiz: QuizWithDraft, before: readonly PublicQuestion[]): Publication {
    const { questions, settings, description, attribution, licence, ...listed } = quiz.draft;
    const now = this.clock.now();
    const bucket = bucketOfId(quiz.id);
    const compiled = compileDraft(quiz.draft, before, newPartId);
    const card: QuizCard = {
      id: quiz.id,
      version: (quiz.publishedVersion ?? 0) + 1,
      ...listed,
      questionCount: questions.length,
      maxMillipoints: compiled.maxMillipoints,
      publishedAt: new Date(now).toISOString(),
    };
    const shown = shownSettings(settings);
    const full: Quiz = { ...card, description, attribution, licence, settings: shown };
    return {
      quiz: full,
      card,
      compiled,
      listingId: newId(bucket, now),
      listed: shown.visibility !== 'unlisted',
      event: publishedEvent(card, bucket, now),
    };
  }
}

function publishedEvent(card: QuizCard, bucket: number, now: number): Publication['event'] {
  const { id: quizId, version, title, questionCount, maxMillipoints, publishedAt } = card;
  const payload = { quizId, version, title, questionCount, maxMillipoints, publishedAt };
  return {
    id: newId(bucket, now),
    subject: quizPublished.subject,
    payload: quizPublished.payload.parse(payload),
  };
}
