import type { EventContract } from '@tenfold/contracts';

/** What the relay needs of the messaging: to store an event and be told that it is stored. */
export interface Publisher {
  /** False while the server is away: rows are then not even claimed. */
  readonly connected: boolean;
  publish(
    event: EventContract,
    body: unknown,
    options: { readonly id: string; readonly attempt: number; readonly serialised: boolean },
  ): Promise<void>;
}
