import { Module } from '@nestjs/common';
import { Months } from '@tenfold/database';
import { QuizzesModule } from '../quizzes/quizzes.module.js';
import { AnswersRepository } from './answers.repository.js';
import { AnswersService } from './answers.service.js';
import { AttemptCounts } from './attempt-counts.js';
import { AttemptsHttpController } from './attempts.http.controller.js';
import { NaiveAttempts } from './attempts.naive.js';
import { AttemptsRepository } from './attempts.repository.js';
import { AttemptsService } from './attempts.service.js';
import { EndingService } from './ending.service.js';
import { ExpirySweep } from './expiry-sweep.js';
import { ResultsService } from './results.service.js';
import { StartingService } from './starting.service.js';

@Module({
  imports: [QuizzesModule],
  controllers: [AttemptsHttpController],
  providers: [
    AnswersRepository,
    AnswersService,
    AttemptCounts,
    AttemptsRepository,
    NaiveAttempts,
    AttemptsService,
    EndingService,
    ExpirySweep,
    ResultsService,
    StartingService,
    { provide: Months, useFactory: () => new Months('quiz') },
  ],
  exports: [ExpirySweep],
})
export class AttemptsModule {}
