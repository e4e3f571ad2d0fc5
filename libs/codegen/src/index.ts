export { errorsPage } from './errors-page.js';
export { type GeneratedFile } from './generated-file.js';
export { synchronize } from './synchronize.js';
