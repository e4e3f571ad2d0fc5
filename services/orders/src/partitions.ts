import { maintainMonths } from '@tenfold/database';
import { ordersPlan } from './database/plan.js';

await maintainMonths(ordersPlan);
