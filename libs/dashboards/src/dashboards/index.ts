import type { Dashboard } from '../panels/panel.js';
import { BUSINESS } from './business.js';
import { CACHE } from './cache.js';
import { DATA } from './data.js';
import { MESSAGING } from './messaging.js';
import { OVERVIEW } from './overview.js';
import { SERVICE } from './service.js';
import { STRATEGIES } from './strategies.js';

export const DASHBOARDS: readonly Dashboard[] = [
  OVERVIEW,
  SERVICE,
  DATA,
  CACHE,
  MESSAGING,
  BUSINESS,
  STRATEGIES,
];
