import { Injectable } from '@nestjs/common';
import type { Principal } from '@tenfold/identity';
import { Strategies } from '@tenfold/strategies';
import { VersionsService } from '../quizzes/versions.service.js';
import type { QuestionStatistics, QuizStatistics } from './dto/statistics.dto.js';
import { QuizAccess } from './quiz-access.service.js';
import { questionStatisticsView, statisticsView } from './statistics-view.js';
import { NaiveStatistics } from './statistics.naive.js';
import { StatisticsRepository, type StatisticsSource } from './statistics.repository.js';

const MAX_VERSIONS = 100;

/** For owners and staff: who knows what everybody chose and what it earned, knows the key. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly access: QuizAccess,
    private readonly versions: VersionsService,
    private readonly kept: StatisticsRepository,
    private readonly naive: NaiveStatistics,
    private readonly strategies: Strategies,
  ) {}

  async ofQuiz(principal: Principal, quizId: string): Promise<QuizStatistics> {
    const { id } = await this.access.ofOwner(principal, quizId);
    return statisticsView(id, await this.source().versions(id, MAX_VERSIONS));
  }

  /** @param after the last position of the page before, 0 for the first page */
  async ofQuestions(
    principal: Principal,
    quizId: string,
    wanted: number | undefined,
    after: number,
    limit: number,
  ): Promise<{ version: number; items: QuestionStatistics[]; last: boolean }> {
    const quiz = await this.access.ofOwner(principal, quizId);
    const version = wanted ?? quiz.version;
    const { questions } = await this.versions.pinned(quizId, version);
    const page = questions.slice(after, after + limit);
    const ids = page.map(({ id }) => id);
    const sums = new Map(
      (await this.source().questions(quizId, version, ids)).map((one) => [one.questionId, one]),
    );
    const items = page.map((question, index) =>
      questionStatisticsView(question, after + index + 1, sums.get(question.id)),
    );
    return { version, items, last: after + limit >= questions.length };
  }

  private source(): StatisticsSource {
    return this.strategies.isOn('preaggregate') ? this.kept : this.naive;
  }
}
