import { Injectable } from '@nestjs/common';
import { readFrom, type Place } from '@tenfold/http';
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

  /** The cursor's key is (version, position): a list that was begun goes on in the version it was begun in. */
  async ofQuestions(
    principal: Principal,
    quizId: string,
    wanted: number | undefined,
    place: Place,
    limit: number,
    members: readonly string[] | undefined,
  ): Promise<{ readonly version: number; readonly shown: QuestionStatistics }[]> {
    const quiz = await this.access.ofOwner(principal, quizId);
    const [begun] = place.key as number[];
    const version = wanted ?? begun ?? quiz.version;
    const { questions } = await this.versions.pinned(quizId, version);
    const all = questions.map((question, index) => ({ question, position: index + 1 }));
    const page = readFrom(all, place, (row, [, position]) => row.position - Number(position), limit);
    const ids = page.map(({ question }) => question.id);
    const withPicks = members?.includes('choices') ?? true;
    const found = await this.source().questions(quizId, version, ids, withPicks);
    const sums = new Map(found.map((one) => [one.questionId, one]));
    return page.map(({ question, position }) => ({
      version,
      shown: questionStatisticsView(question, position, sums.get(question.id)),
    }));
  }

  private source(): StatisticsSource {
    return this.strategies.isOn('preaggregate') ? this.kept : this.naive;
  }
}
