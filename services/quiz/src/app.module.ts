import { Module } from '@nestjs/common';
import { AttemptsModule } from './attempts/attempts.module.js';
import { SweepTimer } from './attempts/sweep-timer.js';
import { ClockModule } from './clock.module.js';
import { EventRelay } from './event-relay.js';
import { QuizzesModule } from './quizzes/quizzes.module.js';

@Module({ imports: [ClockModule, QuizzesModule, AttemptsModule], providers: [EventRelay, SweepTimer] })
export class AppModule {}
