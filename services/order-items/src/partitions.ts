import { maintainMonths } from '@tenfold/database';
import { orderItemsPlan } from './database/plan.js';

await maintainMonths(orderItemsPlan);
