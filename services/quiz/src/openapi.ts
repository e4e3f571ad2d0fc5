import 'reflect-metadata';
import { placeholderEnv, writeOpenApi } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';

await writeOpenApi(new URL('../openapi.json', import.meta.url), {
  name: 'quiz',
  module: AppModule,
  env: readEnv(placeholderEnv),
  title: 'tenfold quiz',
  description: 'Quizzes, their immutable versions, and the attempts of learners.',
});
