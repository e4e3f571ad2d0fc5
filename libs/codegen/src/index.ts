export { errorsPage } from './errors-page.js';
export { type GeneratedFile } from './generated-file.js';
export { metricsPage } from './metrics-page.js';
export { synchronize } from './synchronize.js';
