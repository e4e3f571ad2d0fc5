import { Controller } from '@nestjs/common';
import { getQuiz } from '@tenfold/contracts';
import { HandlesRequest } from '@tenfold/messaging';
import type { z } from 'zod';
import { QuizzesService } from './quizzes.service.js';

/** Published quizzes, for the other services. */
@Controller()
export class QuizzesNatsController {
  constructor(private readonly quizzes: QuizzesService) {}

  @HandlesRequest(getQuiz)
  async get(request: z.infer<typeof getQuiz.request>): Promise<z.infer<typeof getQuiz.reply>> {
    const quiz = await this.quizzes.get(request.quizId, request.version);
    const { id: quizId, version, title, questionCount, maxMillipoints, publishedAt } = quiz;
    return { quizId, version, title, questionCount, maxMillipoints, publishedAt };
  }
}
