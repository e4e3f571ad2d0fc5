import 'reflect-metadata';
import { writeOpenApi } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { env } from './env.js';

await writeOpenApi(new URL('../openapi.json', import.meta.url), {
  name: 'order-items',
  module: AppModule,
  env,
  title: 'tenfold order-items',
  description: 'The lines of orders, and the sales of products that are added up from them.',
});
