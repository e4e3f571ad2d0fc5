import { migrateService } from '@tenfold/database';
import { quizPlan } from './database/plan.js';

await migrateService(quizPlan);
