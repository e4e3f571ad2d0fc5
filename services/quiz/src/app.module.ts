import { Module } from '@nestjs/common';
import { comingMonths, outbox } from '@tenfold/bootstrap';
import { AttemptsModule } from './attempts/attempts.module.js';
import { expirySweep, keySweep } from './attempts/expiry-sweep.js';
import { ClockModule } from './clock.module.js';
import { QuizzesModule } from './quizzes/quizzes.module.js';

@Module({
  imports: [ClockModule, QuizzesModule, AttemptsModule],
  providers: [...outbox('quiz'), comingMonths('quiz'), expirySweep, keySweep],
})
export class AppModule {}
