import 'reflect-metadata';
import { migrateService } from '@tenfold/database';
import { migrationPlan } from './database/migration-plan.js';

await migrateService(migrationPlan);
