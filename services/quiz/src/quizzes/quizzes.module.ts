import { Module } from '@nestjs/common';
import { AuthoringHttpController } from './authoring.http.controller.js';
import { NaiveOwnedQuizzes } from './authoring.naive.js';
import { AuthoringRepository } from './authoring.repository.js';
import { AuthoringService } from './authoring.service.js';
import { NaiveCatalogue } from './catalogue.naive.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { PublishingService } from './publishing.service.js';
import { QuizKeysRepository } from './quiz-keys.repository.js';
import { QuizzesHttpController } from './quizzes.http.controller.js';
import { QuizzesNatsController } from './quizzes.nats.controller.js';
import { QuizzesService } from './quizzes.service.js';
import { VersionsRepository } from './versions.repository.js';
import { VersionsService } from './versions.service.js';

@Module({
  controllers: [AuthoringHttpController, QuizzesHttpController, QuizzesNatsController],
  providers: [
    AuthoringRepository,
    AuthoringService,
    CatalogueRepository,
    CatalogueService,
    NaiveCatalogue,
    NaiveOwnedQuizzes,
    PublishingService,
    QuizKeysRepository,
    QuizzesService,
    VersionsRepository,
    VersionsService,
  ],
  exports: [QuizKeysRepository, VersionsRepository, VersionsService],
})
export class QuizzesModule {}
