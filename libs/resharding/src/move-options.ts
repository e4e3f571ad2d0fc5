import type { Slice, Step } from './control.js';
import type { outlastWriters } from './fence.js';
import type { outlastLeases } from './leases.js';
import type { AdminLogin, Session } from './session.js';
import type { ShardedTable } from './tables.js';

/** Moments between two effects; tests stop the mover at each. */
export type Moment = Step | 'copied' | 'caught-up' | 'fenced' | 'verified' | 'recorded' | 'deleted';

export interface SliceOptions {
  readonly mapFile: string;
  readonly login: AdminLogin;
  readonly report: (line: string) => void;
  /** Called at each moment; what it throws ends the mover there. */
  readonly reached?: ((moment: Moment, slice: Slice) => void | Promise<void>) | undefined;
  /** For the test that shows what would be lost without it. */
  readonly outlastWriters?: typeof outlastWriters | undefined;
  /** For the test that shows what would be read without it. */
  readonly outlastLeases?: typeof outlastLeases | undefined;
}

/** Between whom a slice moves, and what belongs to it. */
export interface Course {
  readonly sessions: ReadonlyMap<string, Session>;
  readonly source: Session;
  readonly target: Session;
  readonly tables: readonly ShardedTable[];
  readonly options: SliceOptions;
}
