/** A thing has got this version. */
export interface Change {
  readonly key: string;
  readonly version: number;
}

export interface BusListener {
  changed(change: Change): void;
  /** From now on changes may be missed, until the bus is `connected` again. */
  lost(): void;
}

/** Tells all processes of changes: fast, and at most once. What must not be missed does not depend on it. */
export interface InvalidationBus {
  /** Whether what others publish now arrives here. */
  readonly connected: boolean;
  publish(change: Change): void;
  subscribe(listener: BusListener): void;
}
