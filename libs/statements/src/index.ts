export { SCATTERS, type Scatter } from './allow-list.js';
export { checkStatement } from './check-statement.js';
export { lint, type LintOptions, type LintReport } from './lint.js';
export { readStatementLog, type SentStatement } from './read-log.js';
export { type Finding } from './rules/finding.js';
export { checkHistory, withNew, type Checksums } from './migrations/check-history.js';
export { readMigration, type Migration, type MigrationSql } from './migrations/migration-sql.js';
