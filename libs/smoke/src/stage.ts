import type { Role } from '@tenfold/identity';
import type { Client } from './client.js';

/** What a journey has at hand. */
export interface Stage {
  readonly api: Client;
  /** A token of somebody who is in this run alone. */
  readonly token: (name: string, role: Role) => Promise<string>;
  /** The end of all patience. */
  readonly signal: AbortSignal;
}
