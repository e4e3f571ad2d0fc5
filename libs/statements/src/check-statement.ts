import type { Level } from './level.js';
import { analyse } from './query.js';
import type { Finding } from './rules/finding.js';
import { insertsABucket } from './rules/inserts-a-bucket.js';
import { isReadable } from './rules/is-readable.js';
import { keepsTheBucket } from './rules/keeps-the-bucket.js';
import { readsOneBucket } from './rules/reads-one-bucket.js';
import { statementsOf } from './tree.js';

/** To add a rule, add its function: what it says of one level of a statement. */
const RULES = [readsOneBucket, insertsABucket, keepsTheBucket];

/** @param tables `schema.table` of every sharded table */
export async function checkStatement(text: string, tables: ReadonlySet<string>): Promise<Finding[]> {
  const statements = await statementsOf(text);
  return statements.flatMap((statement) => {
    const levels: Level[] = [];
    analyse(statement, {
      tables,
      ctes: new Map(),
      parent: undefined,
      limited: false,
      report: (level) => levels.push(level),
    });
    return [
      ...isReadable(statement, tables),
      ...levels.flatMap((level) => RULES.flatMap((rule) => rule(level))),
    ];
  });
}
