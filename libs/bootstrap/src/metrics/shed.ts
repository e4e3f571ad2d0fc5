import { Tally } from '@tenfold/observability';

/** Work that was refused because this process has too much of it, by where it was refused. */
export class Shed {
  readonly refused = new Tally('reason');
}
