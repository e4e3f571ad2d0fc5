import { migrateService } from '@tenfold/database';
import { ordersPlan } from './database/plan.js';

await migrateService(ordersPlan);
