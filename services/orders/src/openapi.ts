import 'reflect-metadata';
import { placeholderEnv, writeOpenApi } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';

await writeOpenApi(new URL('../openapi.json', import.meta.url), {
  name: 'orders',
  module: AppModule,
  env: readEnv(placeholderEnv),
  title: 'tenfold orders',
  description:
    'Orders and returns, their life, the sums of customers, and the import of orders from elsewhere.',
});
