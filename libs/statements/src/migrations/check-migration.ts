import type { Node } from 'libpg-query';
import { as, statementsOf } from '../tree.js';
import { checkAlter } from './check-alter.js';
import type { MigrationSql } from './migration-sql.js';
import { contract, nameOf, never, type MigrationFinding, type Seen } from './seen.js';

/**
 * Says what is wrong with a migration that runs while the release before it is still serving: what would break that one, unless
 * the migration is marked as a contract, and what would make everybody wait, which no mark allows.
 */
export async function checkMigration(migration: MigrationSql): Promise<MigrationFinding[]> {
  const seen: Seen = {
    created: new Set(),
    cleared: new Set(),
    transaction: migration.transaction,
  };
  const findings: MigrationFinding[] = [];
  for (const sql of migration.up) {
    for (const statement of await statementsOf(sql)) findings.push(...check(statement, seen));
  }
  const { contract: mark } = migration;
  if (mark === undefined) return findings;
  if (!/^([0-9a-f]{7,40}|\d+\.\d+\.\d+)$/.test(mark.release) || mark.unused.trim() === '') {
    findings.push(never('names-its-release', 'is marked as a contract and does not name release and object'));
  }
  return findings.filter(({ pardon }) => pardon !== 'contract');
}

function check(statement: Node, seen: Seen): MigrationFinding[] {
  const kind = Object.keys(statement)[0] ?? '';
  switch (kind) {
    case 'CreateStmt':
      return checkCreate(statement, seen);
    case 'IndexStmt':
      return checkIndex(statement, seen);
    case 'AlterTableStmt':
      return checkAlter(statement, seen);
    case 'DropStmt':
      return checkDrop(statement, seen);
    case 'RenameStmt':
      return [contract('keeps-names', 'renames what the previous release uses')];
    case 'UpdateStmt':
    case 'DeleteStmt':
      return [never('moves-no-rows', 'changes rows in one statement; a job does it in batches')];
    case 'CreateTrigStmt':
      return checkTrigger(statement, seen);
    case 'CreateFunctionStmt':
    case 'CommentStmt':
    case 'GrantStmt':
    case 'SelectStmt':
    case 'InsertStmt':
    case 'CreateSchemaStmt':
    case 'VariableSetStmt':
      return [];
    default:
      return [never('is-known', `has a ${kind}, which nobody has thought about yet`)];
  }
}

function checkCreate(statement: Node, { created }: Seen): MigrationFinding[] {
  const create = as(statement, 'CreateStmt');
  created.add(nameOf(create?.relation));
  const parents = (create?.inhRelations ?? []).map((node) => nameOf(as(node, 'RangeVar')));
  return parents
    .filter((parent) => !created.has(parent))
    .map((parent) =>
      never('locks-no-table', `locks ${parent} for a partition: make it apart, and attach it`),
    );
}

function checkIndex(statement: Node, { created, cleared, transaction }: Seen): MigrationFinding[] {
  const index = as(statement, 'IndexStmt');
  const table = nameOf(index?.relation);
  if (created.has(table)) return [];
  const findings: MigrationFinding[] = [];
  // The parent of a partitioned table cannot have one concurrently: ONLY there, then on each month, then attached.
  if (index?.relation?.inh === true) {
    if (index.concurrent !== true) {
      findings.push(
        never('locks-no-table', `indexes ${table} and lets nobody write meanwhile: CONCURRENTLY`),
      );
    } else {
      if (transaction)
        findings.push(never('locks-no-table', 'is CONCURRENTLY and not `transaction = false`'));
      if (!cleared.has(index.idxname ?? '')) {
        findings.push(
          never('can-be-repeated', `first drops what a cut-off run has left of ${index.idxname}`),
        );
      }
    }
  }
  if (index?.unique === true)
    findings.push(contract('accepts-old-rows', `refuses rows of the previous release in ${table}`));
  return findings;
}

function checkDrop(statement: Node, { cleared }: Seen): MigrationFinding[] {
  const drop = as(statement, 'DropStmt');
  if (drop?.removeType !== 'OBJECT_INDEX') {
    const what = drop?.removeType?.replace('OBJECT_', '').toLowerCase() ?? 'thing';
    return [contract('drops-nothing', `drops a ${what} that the previous release may use`)];
  }
  if (drop.concurrent !== true)
    return [never('locks-no-table', 'drops an index and lets nobody read meanwhile: CONCURRENTLY')];
  for (const object of drop.objects ?? []) {
    const parts = as(object, 'List')?.items ?? [];
    cleared.add(as(parts.at(-1), 'String')?.sval ?? '');
  }
  return [];
}

function checkTrigger(statement: Node, { created }: Seen): MigrationFinding[] {
  const table = nameOf(as(statement, 'CreateTrigStmt')?.relation);
  if (created.has(table)) return [];
  return [contract('accepts-old-rows', `may refuse or change rows of the previous release in ${table}`)];
}
