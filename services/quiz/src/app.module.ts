import { Module } from '@nestjs/common';
import { comingMonths, outbox } from '@tenfold/bootstrap';
import { ConsumingModule } from './aggregates/consuming.module.js';
import { AttemptsModule } from './attempts/attempts.module.js';
import { EVENTS_TOGETHER } from './attempts/events-together.js';
import { expirySweep, keySweep } from './attempts/expiry-sweep.js';
import { ClockModule } from './clock.module.js';
import { LeaderboardsModule } from './leaderboards/leaderboards.module.js';
import { QuizzesModule } from './quizzes/quizzes.module.js';
import { RebuildModule } from './rebuild/rebuild.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';

@Module({
  imports: [
    ClockModule,
    QuizzesModule,
    AttemptsModule,
    ConsumingModule,
    StatisticsModule,
    LeaderboardsModule,
    RebuildModule,
  ],
  providers: [...outbox('quiz', EVENTS_TOGETHER), ...comingMonths('quiz'), expirySweep, keySweep],
})
export class AppModule {}
