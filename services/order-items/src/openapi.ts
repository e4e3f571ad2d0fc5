import 'reflect-metadata';
import { placeholderEnv, writeOpenApi } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';

await writeOpenApi(new URL('../openapi.json', import.meta.url), {
  name: 'order-items',
  module: AppModule,
  env: readEnv(placeholderEnv),
  title: 'tenfold order-items',
  description: 'The lines of orders, and the sales of products that are added up from them.',
});
