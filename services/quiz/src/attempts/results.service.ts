import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { Clock } from '../clock.js';
import type { QuestionKey } from '../grading/answer-key.js';
import type { AttemptGrade } from '../grading/grade.js';
import { rightAnswer } from '../grading/right-answer.js';
import type { ReviewPhase, ReviewRights } from '../quizzes/dto/settings.dto.js';
import { VersionsRepository } from '../quizzes/versions.repository.js';
import type { OpenedAttempt } from './attempts.service.js';
import type { AttemptResult, QuestionResult } from './dto/result.dto.js';
import { EndingService } from './ending.service.js';
import { TOTALS, wants } from './needs.js';
import { mayReviewAnything, reviewPhase, reviewRights, waitsForLastAttempt } from './review-policy.js';
import { StartingService } from './starting.service.js';

/** What a learner may see of the grading, now. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly ending: EndingService,
    private readonly versions: VersionsRepository,
    private readonly starting: StartingService,
    private readonly clock: Clock,
  ) {}

  /**
   * @param members those that are wanted; all when left out
   * @throws AppError attempt_in_progress while the policy allows no review of an open attempt
   */
  async resultOf(opened: OpenedAttempt, members?: readonly string[]): Promise<AttemptResult> {
    const { attempt, settings } = opened;
    const endedAtMs = attempt.endedAt === null ? null : Date.parse(attempt.endedAt);
    const phase = reviewPhase(settings, endedAtMs, this.clock.now());
    const rights = await this.rightsOf(opened, phase);
    if (phase === 'during' && !mayReviewAnything(rights)) throw new AppError('attempt_in_progress');
    const grade = wants(members, ...TOTALS, 'questions') ? await this.gradeOf(opened, rights) : undefined;
    const keys = wants(members, 'questions') ? await this.keysFor(opened, rights) : new Map<string, never>();
    return {
      attemptId: attempt.id,
      quizId: attempt.quizId,
      version: attempt.quizVersion,
      state: attempt.state,
      endedAt: attempt.endedAt,
      phase,
      ...(rights.marks && grade !== undefined ? totals(grade, settings.passMarkPercent) : {}),
      questions: questionResults(opened, rights, grade, keys),
    };
  }

  private async rightsOf({ attempt, settings }: OpenedAttempt, phase: ReviewPhase): Promise<ReviewRights> {
    const rights = reviewRights(settings, phase);
    if (!waitsForLastAttempt(settings, phase)) return rights;
    const isLast =
      phase !== 'during' && !(await this.starting.isAnotherPossible(attempt.learner, attempt.quizId));
    return { ...rights, rightAnswer: isLast };
  }

  private async gradeOf(
    { attempt, answers }: OpenedAttempt,
    rights: ReviewRights,
  ): Promise<AttemptGrade | undefined> {
    if (!rights.correctness && !rights.marks) return undefined;
    const { millipoints, maxMillipoints, grades } = attempt;
    if (millipoints !== null && maxMillipoints !== null) {
      return { millipoints, maxMillipoints, questions: grades ?? [] };
    }
    return this.ending.preview(attempt, answers);
  }

  /** Read only when something of the key may be shown. */
  private async keysFor(
    { attempt }: OpenedAttempt,
    rights: ReviewRights,
  ): Promise<ReadonlyMap<string, QuestionKey>> {
    if (!rights.feedback && !rights.rightAnswer) return new Map();
    const keys = await this.versions.keys(attempt.quizId, attempt.quizVersion);
    return new Map(keys.map((key) => [key.questionId, key]));
  }
}

function totals(
  { millipoints, maxMillipoints }: AttemptGrade,
  passMarkPercent: number | null,
): Pick<AttemptResult, 'marks' | 'passed'> {
  const passed = passMarkPercent === null ? null : millipoints * 100 >= passMarkPercent * maxMillipoints;
  return { marks: { millipoints, maxMillipoints }, passed };
}

function questionResults(
  { attempt, questions, answers }: OpenedAttempt,
  rights: ReviewRights,
  grade: AttemptGrade | undefined,
  keys: ReadonlyMap<string, QuestionKey>,
): QuestionResult[] {
  const grades = new Map(grade?.questions.map((question) => [question.questionId, question]));
  return questions.map(({ id: questionId }, index) => {
    const response = answers.get(questionId)?.response ?? null;
    // In practice mode the answer is the price of the feedback: what is not answered yet shows nothing.
    const shown = attempt.state === 'in_progress' && response === null ? undefined : grades.get(questionId);
    const key = attempt.state === 'in_progress' && response === null ? undefined : keys.get(questionId);
    return {
      position: index + 1,
      questionId,
      response,
      ...(rights.correctness && shown !== undefined ? { correctness: shown.correctness } : {}),
      ...(rights.marks && shown !== undefined
        ? { marks: { millipoints: shown.millipoints, maxMillipoints: shown.maxMillipoints } }
        : {}),
      ...(rights.feedback && key !== undefined ? { feedback: key.explanation } : {}),
      ...(rights.rightAnswer && key !== undefined ? { rightAnswer: rightAnswer(key.answer) } : {}),
    };
  });
}
