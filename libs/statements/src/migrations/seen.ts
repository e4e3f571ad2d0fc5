import type { RangeVar } from 'libpg-query';

export interface MigrationFinding {
  readonly rule: string;
  /** Continues "the migration …". */
  readonly detail: string;
  /** `contract`: a mark allows it. `never`: nothing does. */
  readonly pardon: 'contract' | 'never';
}

/** What a migration has done before the statement that is looked at. */
export interface Seen {
  /** Its own tables have no rows and nobody knows them: all is allowed. */
  readonly created: Set<string>;
  /** Indexes that it has dropped, where they were there. */
  readonly cleared: Set<string>;
  readonly transaction: boolean;
}

export const contract = (rule: string, detail: string): MigrationFinding => ({
  rule,
  detail,
  pardon: 'contract',
});

export const never = (rule: string, detail: string): MigrationFinding => ({ rule, detail, pardon: 'never' });

export function nameOf(table: RangeVar | undefined): string {
  return `${table?.schemaname ?? ''}.${table?.relname ?? ''}`;
}
