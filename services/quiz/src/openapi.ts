import 'reflect-metadata';
import { writeOpenApi } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { env } from './env.js';

await writeOpenApi(new URL('../openapi.json', import.meta.url), {
  name: 'quiz',
  module: AppModule,
  env,
  title: 'tenfold quiz',
  description: 'Quizzes, their immutable versions, and the attempts of learners.',
});
