import 'reflect-metadata';
import { createService } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { env } from './env.js';

await createService({ name: 'order-items', module: AppModule, env });
