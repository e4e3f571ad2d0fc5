import { migrateService } from '@tenfold/database';
import { orderItemsPlan } from './database/plan.js';

await migrateService(orderItemsPlan);
