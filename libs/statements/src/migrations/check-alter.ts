import type { AlterTableCmd, Constraint, Node } from 'libpg-query';
import { as, withoutCast } from '../tree.js';
import { contract, nameOf, never, type MigrationFinding, type Seen } from './seen.js';

/** What neither breaks the previous release nor keeps a lock for longer than the moment that it takes. */
const HARMLESS = new Set<string | undefined>([
  'AT_ValidateConstraint',
  'AT_ColumnDefault',
  'AT_DropNotNull',
  'AT_AttachPartition',
  'AT_SetStatistics',
  'AT_SetRelOptions',
  'AT_ChangeOwner',
]);

/** `ALTER TABLE`, one rule a subcommand; whatever is not known is refused until somebody has thought about it. */
export function checkAlter(statement: Node, { created }: Seen): MigrationFinding[] {
  const alter = as(statement, 'AlterTableStmt');
  const table = nameOf(alter?.relation);
  if (created.has(table)) return [];
  return (alter?.cmds ?? []).flatMap((node) => {
    const command = as(node, 'AlterTableCmd');
    return command === undefined ? [] : checkCommand(command, table);
  });
}

function checkCommand(command: AlterTableCmd, table: string): MigrationFinding[] {
  switch (command.subtype) {
    case 'AT_AddColumn':
      return checkColumn(command, table);
    case 'AT_AddConstraint':
      return checkConstraint(as(command.def, 'Constraint'), table);
    case 'AT_DropColumn':
      return [
        contract('drops-nothing', `drops ${table}.${command.name}, which the previous release may use`),
      ];
    case 'AT_DropConstraint':
      return [contract('drops-nothing', `drops ${command.name}, by which the previous release may insert`)];
    case 'AT_SetNotNull':
      return [contract('accepts-old-rows', `refuses rows without ${table}.${command.name}`)];
    case 'AT_AlterColumnType':
      return [contract('keeps-types', `changes the type of ${table}.${command.name}, and may write it anew`)];
    default:
      if (HARMLESS.has(command.subtype)) return [];
      return [never('is-known', `does ${command.subtype} to ${table}, which nobody has thought about yet`)];
  }
}

function checkColumn({ def }: AlterTableCmd, table: string): MigrationFinding[] {
  const column = as(def, 'ColumnDef');
  const name = `${table}.${column?.colname}`;
  const constraints = (column?.constraints ?? []).flatMap((node) => as(node, 'Constraint') ?? []);
  const given = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr;
  const findings: MigrationFinding[] = [];
  if (constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL') && given === undefined) {
    findings.push(contract('accepts-old-rows', `refuses rows without ${name}: give it a default`));
  }
  if (given !== undefined && !isConstant(given)) {
    findings.push(never('locks-no-table', `writes all rows anew for ${name}: its default is not constant`));
  }
  const heavy = constraints.filter(
    ({ contype }) => !['CONSTR_NOTNULL', 'CONSTR_DEFAULT', 'CONSTR_NULL'].includes(contype ?? ''),
  );
  if (heavy.length > 0) {
    findings.push(never('locks-no-table', `reads all rows for ${name}: add its constraint apart, NOT VALID`));
  }
  return findings;
}

function checkConstraint(constraint: Constraint | undefined, table: string): MigrationFinding[] {
  const what = `${constraint?.conname} on ${table}`;
  const strict = contract('accepts-old-rows', `refuses rows of the previous release by ${what}`);
  const ready = constraint?.skip_validation === true || constraint?.indexname !== undefined;
  return ready
    ? [strict]
    : [strict, never('locks-no-table', `reads all rows for ${what}: NOT VALID, or USING INDEX`)];
}

/** now() is asked once; anything else that is called might be asked for every row. */
function isConstant(expression: Node): boolean {
  const value = withoutCast(expression);
  const call = as(value, 'FuncCall')?.funcname?.at(-1);
  return (
    as(value, 'A_Const') !== undefined ||
    as(call, 'String')?.sval === 'now' ||
    as(value, 'A_ArrayExpr') !== undefined
  );
}
