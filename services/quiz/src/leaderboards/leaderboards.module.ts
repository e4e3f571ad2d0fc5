import { Module } from '@nestjs/common';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { LeaderboardsHttpController } from './leaderboards.http.controller.js';
import { NaiveLeaderboards } from './leaderboards.naive.js';
import { LeaderboardsRepository } from './leaderboards.repository.js';
import { LeaderboardsService } from './leaderboards.service.js';
import { Pseudonyms } from './pseudonyms.js';

@Module({
  imports: [StatisticsModule],
  controllers: [LeaderboardsHttpController],
  providers: [LeaderboardsRepository, LeaderboardsService, NaiveLeaderboards, Pseudonyms],
})
export class LeaderboardsModule {}
