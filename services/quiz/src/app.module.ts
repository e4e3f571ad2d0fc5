import { Module } from '@nestjs/common';
import { AttemptsModule } from './attempts/attempts.module.js';
import { ClockModule } from './clock.module.js';
import { EventRelay } from './event-relay.js';
import { QuizzesModule } from './quizzes/quizzes.module.js';

@Module({ imports: [ClockModule, QuizzesModule, AttemptsModule], providers: [EventRelay] })
export class AppModule {}
