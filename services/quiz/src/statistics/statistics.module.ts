import { Module } from '@nestjs/common';
import { AllAttempts } from '../aggregates/all-attempts.naive.js';
import { QuizzesModule } from '../quizzes/quizzes.module.js';
import { QuizAccess } from './quiz-access.service.js';
import { StatisticsHttpController } from './statistics.http.controller.js';
import { NaiveStatistics } from './statistics.naive.js';
import { StatisticsRepository } from './statistics.repository.js';
import { StatisticsService } from './statistics.service.js';

@Module({
  imports: [QuizzesModule],
  controllers: [StatisticsHttpController],
  providers: [AllAttempts, NaiveStatistics, QuizAccess, StatisticsRepository, StatisticsService],
  exports: [AllAttempts, QuizAccess],
})
export class StatisticsModule {}
