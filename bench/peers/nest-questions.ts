// Stock Nest, as its documentation begins: a module, a service, a controller. On Express with the global ValidationPipe and the
// ClassSerializerInterceptor over instances of classes; on Fastify as `nest new` leaves it, with the pipes that parse parameters.
import 'reflect-metadata';
import {
  ClassSerializerInterceptor,
  Controller,
  Get,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { plainToInstance } from 'class-transformer';
import { config, HOST } from './config.js';
import { PlacedQuestionDto, QuestionParams } from './questions.dto.js';
import { questionMap, type PlacedQuestion } from './questions.js';

@Injectable()
class QuestionsService {
  private readonly quizzes = questionMap();

  find(quizId: string, position: number): PlacedQuestion {
    const question = this.quizzes.get(quizId)?.[position - 1];
    if (question === undefined) throw new NotFoundException();
    return question;
  }
}

@Controller('v1/quizzes')
class QuestionsController {
  constructor(private readonly questions: QuestionsService) {}

  @Get(':quizId/questions/:position')
  find(
    @Param('quizId', ParseUUIDPipe) quizId: string,
    @Param('position', ParseIntPipe) position: number,
  ): PlacedQuestion {
    return this.questions.find(quizId, position);
  }
}

@Controller('v1/quizzes')
class ClassQuestionsController {
  /** An application that uses class-transformer has instances in memory, as it gets them from its repository. */
  private readonly instances = new Map<string, PlacedQuestionDto[]>(
    [...questionMap()].map(([id, questions]) => [
      id,
      questions.map((question) => plainToInstance(PlacedQuestionDto, question)),
    ]),
  );

  @Get(':quizId/questions/:position')
  find(@Param() { quizId, position }: QuestionParams): PlacedQuestionDto {
    const question = this.instances.get(quizId)?.[position - 1];
    if (question === undefined) throw new NotFoundException();
    return question;
  }
}

@Module({ controllers: [QuestionsController], providers: [QuestionsService] })
class FastifyQuestionsModule {}

@Module({ controllers: [ClassQuestionsController] })
class ExpressQuestionsModule {}

if (config.variant === 'express') {
  const app = await NestFactory.create(ExpressQuestionsModule, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
  await app.listen(config.port, HOST);
} else {
  const app = await NestFactory.create<NestFastifyApplication>(FastifyQuestionsModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(config.port, HOST);
}
