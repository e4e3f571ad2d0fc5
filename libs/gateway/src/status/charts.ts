import type { Chart } from './chart.js';
import { PROCESS_CHARTS, REQUEST_CHARTS } from './request-charts.js';
import { BUSINESS_CHARTS, CACHE_CHARTS, MESSAGE_CHARTS, POSTGRES_CHARTS } from './store-charts.js';

/** All that the page can draw, in its order. What nobody tells has no line, and a chart without lines is not there. */
export const CHARTS: Readonly<Record<string, readonly Chart[]>> = {
  Requests: REQUEST_CHARTS,
  Processes: PROCESS_CHARTS,
  Postgres: POSTGRES_CHARTS,
  Cache: CACHE_CHARTS,
  Messages: MESSAGE_CHARTS,
  Business: BUSINESS_CHARTS,
};
