import { maintainMonths } from '@tenfold/database';
import { quizPlan } from './database/plan.js';

await maintainMonths(quizPlan);
